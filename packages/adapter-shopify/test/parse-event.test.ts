import shopify from '@conduit/adapter-shopify'
import { type Test, test } from 'tap'
import { deliveryOf, shop } from './request.ts'

const integration = { settings: {}, state: {} }
type Arguments = Parameters<typeof deliveryOf>
const parse = (...delivery: Arguments) => shopify.parseEvent(deliveryOf(...delivery), integration)

function eventOf(...delivery: Arguments) {
  const [event] = parse(...delivery).events
  if (event === undefined) throw new Error('no event')
  return event
}

function refused(t: Test, delivery: Arguments, code: string, pointer?: string): void {
  const faults = pointer === undefined ? [] : [{ pointer }]
  t.throws(() => parse(...delivery), { code, faults }, `${delivery[0]} ${pointer}`)
}

const person = { id: 7, email: 'zoe@example.com' }
const request = { shop_id: 1, shop_domain: shop, customer: person }
const customer = { id: 7, admin_graphql_api_id: 'gid://shopify/Customer/7', updated_at: 'x' }
const order = { id: 9, admin_graphql_api_id: 'gid://shopify/Order/9', customer, shop_id: 1 }

test('what topics mean', async t => {
  const expected = {
    'customers/create': 'subject.created',
    'customers/update': 'subject.updated',
    'customers/disable': 'subject.updated',
    'customers/merge': 'subject.updated',
    'customers/purchasing_summary': 'processing',
    'customer.tags_added': 'subject.updated',
    'orders/partially_fulfilled': 'transaction',
    'orders/risk_assessment_changed': 'processing',
    'refunds/create': 'transaction',
    'draft_orders/update': 'transaction',
    'fulfillment_events/create': 'transaction',
    'subscription_contracts/create': 'transaction',
    'customer_payment_methods/create': 'processing',
    'checkouts/create': 'processing',
    'carts/update': 'processing',
    'products/update': 'processing',
    'app/scopes_update': 'lifecycle',
    'shop/update': 'lifecycle',
    'never/heard_of': 'processing',
  }
  const ofCustomers = { ...customer, customerId: 'gid://shopify/Customer/7', tags: [] }
  const merged = {
    admin_graphql_api_customer_kept_id: 'a',
    admin_graphql_api_customer_deleted_id: 'b',
  }
  for (const [topic, meaning] of Object.entries(expected)) {
    const body = meaning.startsWith('subject.') ? { ...ofCustomers, ...merged } : { id: 1 }
    t.match(eventOf(topic, body), { type: topic, meaning, account: shop }, topic)
  }
})

test('the compliance topics are requests', async t => {
  t.match(eventOf('customers/data_request', { ...request, data_request: { id: 5 } }), {
    meaning: 'request.access',
  })
  t.match(eventOf('customers/redact', request), { meaning: 'request.erasure' })
  t.equal(eventOf('customers/redact', request).scope, undefined)
  t.match(eventOf('shop/redact', { shop_id: 1, shop_domain: shop }), {
    meaning: 'request.erasure',
    scope: 'account',
  })
})

test('a choice is told by its state, on the channel of its topic', async t => {
  const cases = [
    ['subscribed', 'consent.granted'],
    ['unsubscribed', 'consent.withdrawn'],
    ['SUBSCRIBED', 'consent.granted'],
    ['pending', 'processing'],
    ['redacted', 'processing'],
    [null, 'processing'],
  ] as const
  const topics = [
    ['customers_email_marketing_consent/update', 'email'],
    ['customers/email_marketing_consent_update', 'email'],
    ['customers_marketing_consent/update', 'sms'],
    ['customers/marketing_consent_update', 'sms'],
    ['customers_whats_app_marketing_consent/update', 'whats_app'],
    ['customers/whats_app_marketing_consent_update', 'whats_app'],
    ['customers_some_day_marketing_consent/update', 'some_day'],
  ] as const
  for (const [topic, channel] of topics) {
    for (const [state, meaning] of cases) {
      const consent = { [`${channel}_marketing_consent`]: { state } }
      const event = eventOf(topic, { id: 7, customer_id: 7, ...consent })
      t.equal(event.meaning, meaning, `${topic} ${state}`)
      const told = event.consents?.map(({ at: _at, ...consent }) => consent)
      const isChoice = meaning !== 'processing'
      const choice = meaning === 'consent.granted' ? 'granted' : 'withdrawn'
      const expected = { person: '', channel, purpose: 'marketing', state: choice }
      t.strictSame(told, isChoice ? [expected] : [])
    }
  }
  t.equal(eventOf('customers_marketing_consent/update', { id: 7 }).meaning, 'processing')
})

test('a body does not pass for that of another topic', async t => {
  const access = { ...request, data_request: { id: 5 } }
  refused(t, ['customers/data_request', request], 'invalid', '/data_request')
  refused(t, ['customers/redact', access], 'invalid', '/data_request')
  refused(t, ['customers/redact', order], 'invalid', '/shop_domain')
  const asked = { ...request, orders_requested: [] }
  refused(t, ['customers/redact', asked], 'invalid', '/orders_requested')
  refused(t, ['shop/redact', { shop_domain: shop, shop_id: 1, id: 1 }], 'invalid', '/id')
  refused(t, ['customers/redact', { ...request, shop_id: null }], 'invalid', '/shop_id')
  refused(t, ['shop/redact', request], 'invalid', '/customer')
  refused(t, ['shop/redact', { shop_id: 1 }], 'invalid', '/shop_domain')
  refused(t, ['customers/delete', customer], 'invalid', '/updated_at')
  refused(t, ['customers/update', { email: 'a' }], 'invalid', '/id')
  refused(t, ['customers/update', order], 'invalid', '/admin_graphql_api_id')
  refused(t, ['orders/create', customer], 'invalid', '/admin_graphql_api_id')
})

test('one signed body under ten topics means no more than it shows', async t => {
  const told = (topic: string, body: object) => {
    const event = eventOf(topic, body, { 'x-shopify-webhook-id': topic.replaceAll(/\W/g, '-') })
    const proof = event.isUnconfirmed === true ? 'unsigned' : 'signed'
    return { event, told: [topic, event.meaning, proof] }
  }
  const dated = { ...order, updated_at: '2026-11-10T09:00:00Z' }
  for (const topic of ['customers/create', 'customers/redact', 'customers/delete', 'shop/redact']) {
    t.throws(() => told(topic, dated), { code: 'invalid' }, topic)
  }
  const signed = ['orders/create', 'orders/paid'].map(topic => told(topic, dated))
  t.strictSame(
    signed.map(({ told }) => told),
    [
      ['orders/create', 'transaction', 'signed'],
      ['orders/paid', 'transaction', 'signed'],
    ],
  )
  const others = [
    'customers_email_marketing_consent/update',
    'customer.tags_added',
    'never/heard_of',
    'heard/neither',
  ].map(topic => told(topic, dated))
  t.strictSame(
    others.map(({ told }) => told.slice(1)),
    others.map(() => ['processing', 'unsigned']),
  )
  const keys = new Set(others.map(({ event }) => event.keys?.at(-1)))
  t.equal(keys.size, 1, 'and once under all that it does not show')
})

test('a subscription that leaves away what shows the kind of object proves nothing of a person', async t => {
  const bare = { id: 7, email: 'zoe@example.com' }
  for (const topic of ['customers/create', 'customers/update', 'customers/delete']) {
    t.match(eventOf(topic, bare), { meaning: 'processing', isUnconfirmed: true }, topic)
  }
  t.equal(eventOf('customers/update', customer).isUnconfirmed, undefined)
  const whole = { ...customer, email_marketing_consent: { state: 'subscribed' } }
  t.match(eventOf('customers_email_marketing_consent/update', whole), {
    ...{ meaning: 'processing', isUnconfirmed: true, consents: [] },
  })
})

test('a body does not pass for that of another shop', async t => {
  const other = { 'x-shopify-shop-domain': 'other.myshopify.com' }
  refused(t, ['customers/redact', request, other], 'unauthorized')
  refused(t, ['app/uninstalled', { id: 1, myshopify_domain: shop }, other], 'unauthorized')
  const upper = { 'x-shopify-shop-domain': shop.toUpperCase() }
  t.equal(eventOf('customers/redact', request, upper).account, shop)
})

test('headers that are missing or strange', async t => {
  const strange = {
    'x-shopify-topic': [null, '', 'a b', 'zoe@example.com'],
    'x-shopify-shop-domain': [null, '', 'shop.example.com', 'a.myshopify.com.example.com'],
  }
  for (const [name, values] of Object.entries(strange)) {
    for (const value of values) refused(t, ['orders/create', order, { [name]: value }], 'invalid')
  }
  const none = { 'x-shopify-event-id': null, 'x-shopify-triggered-at': null }
  t.match(eventOf('orders/create', order, none), { id: null, occurredAt: null })
})

test('a delivery without an id of its own is known by its body', async t => {
  const none = { 'x-shopify-webhook-id': null, 'x-shopify-event-id': null }
  const parsed = parse('customers/redact', request, none)
  t.equal(parsed.deliveryId, null)
  t.equal(parsed.events[0]?.keys?.length, 1)
})

test('the shop is the one that the signed body names', async t => {
  const none = { 'x-shopify-shop-domain': null }
  for (const [topic, body] of [
    ['customers/redact', request],
    ['customers/data_request', { ...request, data_request: { id: 5 } }],
    ['shop/redact', { shop_id: 1, shop_domain: shop.toUpperCase() }],
    ['app/uninstalled', { id: 1, myshopify_domain: shop }],
  ] as const) {
    t.equal(eventOf(topic, body, none).account, shop, topic)
    const other = { 'x-shopify-shop-domain': 'other.myshopify.com' }
    refused(t, [topic, body, other], 'unauthorized')
  }
  refused(t, ['shop/redact', { shop_id: 1, shop_domain: 'shop.example.com' }, none], 'invalid')
  refused(t, ['orders/create', order, none], 'invalid')
})

test('times have up to nine decimals', async t => {
  const times = {
    '2026-11-10T08:15:27.877941743Z': '2026-11-10T08:15:27.877Z',
    '2026-11-10T08:15:27.9Z': '2026-11-10T08:15:27.900Z',
    '2026-11-10T08:15:27Z': '2026-11-10T08:15:27.000Z',
    '2026-11-10T09:15:27.5+01:00': '2026-11-10T08:15:27.500Z',
  }
  const at = (text: string) =>
    eventOf('orders/create', order, { 'x-shopify-triggered-at': text }).occurredAt
  for (const [text, iso] of Object.entries(times)) t.equal(at(text)?.toISOString(), iso, text)
  for (const text of ['', 'now', '2026-13-45T99:00:00Z', '2026-11-10T08:15:27']) {
    t.equal(at(text), null, text)
  }
})

test('what a repetition is known by', async t => {
  const share = (one: Arguments, other: Arguments) => {
    const known = new Set(eventOf(...one).keys)
    return eventOf(...other).keys?.some(key => known.has(key)) === true
  }
  const again = { 'x-shopify-webhook-id': 'w2' }
  const later = { ...again, 'x-shopify-event-id': 'e2' }
  t.ok(share(['orders/create', order], ['orders/create', order]), 'a retry')
  t.ok(share(['orders/create', order], ['orders/create', order, again]), 'under another id')
  t.notOk(share(['orders/create', order], ['orders/paid', order, again]), 'two topics of an action')
  t.notOk(share(['customers/redact', request], ['customers/redact', request, later]), 'once more')
  t.ok(share(['customers/update', customer], ['customers/update', customer, later]), 'replayed')
  t.notOk(share(['customers/create', customer], ['customers/update', customer, later]), 'and dated')
  const gone = { id: 1, myshopify_domain: shop, updated_at: 'x' }
  t.notOk(share(['app/uninstalled', gone], ['app/uninstalled', gone, later]), 'uninstalled again')
})

test('choices in a customer of an older version count if they say when they were made', async t => {
  const chosen = (state: string, consent_updated_at: string | null) => ({
    state,
    consent_updated_at,
  })
  const record = {
    ...customer,
    email_marketing_consent: chosen('subscribed', '2026-01-02T03:04:05Z'),
    sms_marketing_consent: chosen('unsubscribed', null),
    whats_app_marketing_consent: chosen('unsubscribed', '2026-01-02T03:04:05Z'),
  }
  const told = (body: object, topic: string) =>
    eventOf(topic, body).consents?.map(({ channel, state }) => `${channel} ${state}`)
  const expected = ['email granted', 'whats_app withdrawn']
  t.strictSame(told(record, 'customers/update'), expected)
  t.strictSame(told({ ...order, customer: record }, 'orders/create'), expected)
  const { admin_graphql_api_id: _kind, ...bare } = record
  t.strictSame(told(bare, 'customers/update'), [], 'not of what does not show its kind')
  const { id: _id, ...nobody } = record
  t.strictSame(told({ ...order, customer: nobody }, 'orders/create'), [], 'not of nobody')
})
