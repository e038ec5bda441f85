import { readFileSync } from 'node:fs'
import woocommerce from '@conduit/adapter-woocommerce'
import { compileRows, type PlatformEvent, pick } from '@conduit/core'
import { type Test, test } from 'tap'
import { deliveryOf, signingSecret } from './request.ts'

const integration = { settings: { signingSecret }, state: {} }
const customer = {
  id: 26,
  username: 'ada',
  role: 'customer',
  email: 'ada@example.com',
  date_created_gmt: '2026-11-10T08:00:05',
  date_modified_gmt: '2026-11-10T08:30:00',
}
const order = { id: 727, customer_id: 41, line_items: [], date_modified_gmt: '2026-11-10T08:30:00' }

const parse = (...delivery: Parameters<typeof deliveryOf>) =>
  woocommerce.parseEvent(deliveryOf(...delivery), integration)

function eventOf(...delivery: Parameters<typeof deliveryOf>): PlatformEvent {
  const [event] = parse(...delivery).events
  if (event === undefined) throw new Error('no event')
  return event
}

const rows = compileRows(woocommerce.tables.pii)
const extract = (event: PlatformEvent) =>
  woocommerce.extractPii(event, integration, pick(rows, event))

const piiOf = (...delivery: Parameters<typeof deliveryOf>) => {
  const { fields, people } = extract(eventOf(...delivery))
  return {
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    identifiers: people.flatMap(person => person.identifiers.map(({ value }) => value)),
    references: people.flatMap(person => person.references ?? []),
  }
}

function refused(t: Test, topic: string, payload: unknown, pointer: string): void {
  t.throws(() => parse(topic, payload), { code: 'invalid', faults: [{ pointer }] }, topic)
}

test('each topic has its meaning, an unknown one is processing', async t => {
  const bodies: [string, object, string][] = [
    ['customer.created', customer, 'subject.created'],
    ['customer.updated', customer, 'subject.updated'],
    ['customer.deleted', { id: '26' }, 'subject.deleted'],
    ['order.created', order, 'transaction'],
    ['order.updated', order, 'transaction'],
    ['order.deleted', { id: 727 }, 'transaction'],
    ['order.restored', order, 'transaction'],
    ['product.updated', { id: 93, name: 'Candle' }, 'processing'],
    ['coupon.created', { id: 5, code: 'ten' }, 'processing'],
    [
      'action.woocommerce_add_to_cart',
      { action: 'woocommerce_add_to_cart', arg: null },
      'processing',
    ],
    ['subscription.created', { ...order, billing_period: 'month' }, 'transaction'],
    ['subscription.deleted', { id: 8 }, 'transaction'],
    ['user_membership.created', { id: 8, customer_id: 41 }, 'transaction'],
    [
      'action.woocommerce_delete_customer',
      { action: 'woocommerce_delete_customer', arg: 26 },
      'subject.deleted',
    ],
    ['constructor.__proto__', { id: 8 }, 'processing'],
  ]
  for (const [topic, body, meaning] of bodies) {
    t.match(eventOf(topic, body), { type: topic, meaning, path: '' }, topic)
  }
})

test('the time is UTC, of the change that the topic names', async t => {
  const at = (topic: string, body: object) => eventOf(topic, body).occurredAt?.toISOString() ?? null
  t.equal(at('customer.created', customer), '2026-11-10T08:00:05.000Z')
  t.equal(at('customer.updated', customer), '2026-11-10T08:30:00.000Z')
  t.equal(at('order.restored', order), '2026-11-10T08:30:00.000Z')
  t.equal(at('customer.deleted', { id: 26 }), null)
  const inZone = { ...order, date_modified_gmt: '2026-11-10T08:30:00+01:00' }
  t.equal(at('order.updated', inZone), '2026-11-10T07:30:00.000Z', 'unless it says otherwise')
  for (const odd of [null, '', 7, 'yesterday', '2026-13-10T08:30:00']) {
    t.equal(at('order.updated', { ...order, date_modified_gmt: odd }), null)
  }
})

test('a body that does not fit its topic is refused', async t => {
  refused(t, 'customer.updated', order, '')
  refused(t, 'customer.created', { id: 93, name: 'Candle' }, '')
  refused(t, 'order.created', customer, '')
  refused(t, 'customer.deleted', order, '')
  refused(t, 'order.deleted', customer, '')
  refused(t, 'action.woocommerce_add_to_cart', order, '/action')
  refused(t, 'customer.deleted', { action: 'wc_x', arg: 26 }, '/id')
  refused(t, 'action.wc_other', { action: 'wc_x', arg: 26 }, '/action')
  refused(t, 'order.updated', { customer }, '/id')
  refused(t, 'customer.updated', { customer: order }, '')
  refused(t, 'abandoned_cart.created', { action: 'wc_x', arg: 26 }, '')
  for (const id of [null, '', 'x', '1@example.com', {}, 1.5, -1]) {
    refused(t, 'order.updated', { ...order, id }, '/id')
  }
})

test('the topic comes from the signed body where it tells it, else from any header that does', async t => {
  const without = { 'x-wc-webhook-topic': null }
  t.equal(eventOf('', { action: 'wc_x', arg: 1 }, without).type, 'action.wc_x')
  const parts = { 'x-wc-webhook-resource': 'order', 'x-wc-webhook-event': 'updated' }
  t.equal(eventOf('', order, { ...without, ...parts }).type, 'order.updated')
  t.throws(() => parse('', order, without), { code: 'invalid' })
  t.throws(() => parse('', { action: 'ada@example.com', arg: 1 }, without), { code: 'invalid' })
})

test('a topic that a plugin adds is taken, whatever its body', async t => {
  for (const body of [{}, { id: 'b7f1' }, { ids: [1] }, { code: 'x', id: 1, message: 'y' }]) {
    t.match(eventOf('abandoned_cart.created', body), { meaning: 'processing', path: '' })
  }
})

test('the oldest API puts the resource into a member of its name, a hook into its argument', async t => {
  t.match(eventOf('order.updated', { order }), { path: '/order', data: order })
  const inArgument = eventOf('action.wc_x', { action: 'wc_x', arg: order })
  t.match(inArgument, { path: '/arg', data: order })
  t.strictSame(piiOf('action.wc_x', { action: 'wc_x', arg: order }).identifiers, ['41'])
})

test('an error in the place of a resource is refused and named for the operator', async t => {
  const error = { code: 'woocommerce_rest_cannot_view', message: 'Sorry', data: { status: 401 } }
  t.throws(() => parse('order.updated', error), { code: 'invalid', reason: /owns the webhook/ })
})

test('a delivery is known by source, webhook, delivery id and body together', async t => {
  const keysOf = (payload: object, changes: Record<string, string> = {}) =>
    eventOf('customer.deleted', payload, changes).keys ?? []
  const [first] = keysOf({ id: 26 })
  t.strictSame(keysOf({ id: 26 }), [first])
  t.notSame(keysOf({ id: 27 }), [first], 'two deliveries of one second')
  for (const name of ['source', 'id', 'delivery-id']) {
    t.notSame(keysOf({ id: 26 }, { [`x-wc-webhook-${name}`]: 'other' }), [first], name)
  }
})

test('a whole resource that comes again under its topic is a repetition', async t => {
  const keysOf = (topic: string, changes: Record<string, string> = {}) =>
    new Set(eventOf(topic, customer, changes).keys)
  const again = keysOf('customer.updated', { 'x-wc-webhook-delivery-id': 'f'.repeat(32) })
  t.ok([...keysOf('customer.updated')].some(key => again.has(key)))
  const created = keysOf('customer.created', { 'x-wc-webhook-delivery-id': 'f'.repeat(32) })
  t.notOk(
    [...keysOf('customer.updated')].some(key => created.has(key)),
    'not under another',
  )
})

test('a delivery id of another form is not shown', async t => {
  const idOf = (text: string | null) =>
    parse('order.updated', order, { 'x-wc-webhook-delivery-id': text }).deliveryId
  t.equal(idOf('c3872471f89ee3032d2caef68e254112'), 'c3872471f89ee3032d2caef68e254112')
  t.equal(idOf('ada@example.com'), null)
  t.equal(idOf(null), null)
})

test('an id is a person in a customer, not in an order, product or coupon', async t => {
  t.strictSame(piiOf('customer.deleted', { id: '26' }).identifiers, ['26'])
  t.strictSame(piiOf('order.deleted', { id: 727 }).fields, [])
  t.strictSame(piiOf('product.updated', { id: 26, email: 'ada@example.com' }), {
    fields: ['/* email'],
    identifiers: [],
    references: [],
  })
  t.strictSame(piiOf('action.wc_x', { action: 'wc_x', arg: { id: 26 } }).fields, [])
})

test('a coupon tells who may use it and who did', async t => {
  const used = { used_by: ['41', 'bob@example.com'] }
  const restricted = { email_restrictions: ['ada@example.com', '*@example.com'] }
  t.strictSame(piiOf('coupon.created', { id: 26, ...restricted, ...used }).identifiers, [
    'ada@example.com',
    '41',
    'bob@example.com',
  ])
})

test('a guest is found by the billing address alone', async t => {
  const guest = { ...order, customer_id: 0, billing: { email: 'ada@example.com', phone: '' } }
  t.strictSame(piiOf('order.created', guest), {
    fields: ['/billing/email email'],
    identifiers: ['ada@example.com'],
    references: [{ object: 'orders-of-email', id: 'ada@example.com' }],
  })
})

test('a parcel may go to somebody else', async t => {
  const sent = {
    ...order,
    billing: { first_name: 'Ada', country: 'US', phone: '(202) 555-0120' },
    shipping: { first_name: 'Bob', phone: '+12025550121' },
  }
  const { people, fields } = extract(eventOf('order.updated', sent))
  const personOf = (path: string) => fields.find(field => field.path === path)?.person
  t.not(personOf('/shipping/first_name'), personOf('/billing/first_name'))
  t.strictSame(
    people.flatMap(person => person.identifiers),
    [
      { category: 'account_id', value: '41' },
      { category: 'phone', value: '(202) 555-0120', region: 'US' },
      { category: 'phone', value: '+12025550121' },
    ],
  )
})

test('meta data is read at any depth, under any key that is not known to be technical', async t => {
  const meta = (key: string, value: unknown) => ({ id: 1, key, value })
  const body = {
    ...order,
    meta_data: [
      meta('_billing_birthday', '1990-02-28'),
      meta('_stripe_customer_id', 'cus_1'),
      meta('_wc_order_attribution_source_type', 'utm'),
      meta('guests', ['Ada', { likes: 'tea' }]),
      meta('newsletter', true),
      meta('_edit_lock', '1:1'),
      meta('nickname', 'Ada, called Countess'),
    ],
    line_items: [
      { meta_data: [meta('_pao_ids', [{ key: 'To', value: 'Bob' }]), meta('_qty', '1')] },
    ],
  }
  t.strictSame(piiOf('order.created', body).fields.sort(), [
    '/customer_id account_id',
    '/line_items/0/meta_data/0/*/0/* free_text',
    '/meta_data/0/* date_of_birth',
    '/meta_data/1/* account_id',
    '/meta_data/3/*/0 free_text',
    '/meta_data/3/*/1/* free_text',
    '/meta_data/3/value/0 free_text',
    '/meta_data/3/value/1/* free_text',
    '/meta_data/6/* name',
    '/meta_data/6/value free_text',
  ])
})

test('what checkouts add to an address is found, and phones in its country', async t => {
  const billing = { country: 'BR', cellphone: '(11) 95555-0181', cpf: '000.000.000-00' }
  const shipping = { number: '12', friend: 'Bob' }
  const { people, fields } = extract(eventOf('order.created', { ...order, billing, shipping }))
  t.strictSame(people[0]?.identifiers.slice(1), [
    { category: 'phone', value: '(11) 95555-0181', region: 'BR' },
  ])
  t.strictSame(
    fields.filter(({ path }) => path.startsWith('/shipping')).map(({ category }) => category),
    ['postal_address', 'free_text'],
  )
})

test('what opens an order is dropped before anything reads it', async t => {
  const [format] = woocommerce.endpoint?.formats ?? []
  const body = { ...order, order_key: 'wc_order_X', payment_url: 'https://x', cart_hash: 'y' }
  const decoded = format?.decode(Buffer.from(JSON.stringify(body)), { depth: 64, nodes: 1000 })
  t.strictSame(decoded, order)
})

test('erasure and integration are explained to a person', async t => {
  t.match(readFileSync(woocommerce.guides.erase, 'utf8'), /Remove personal data/)
  const connect = readFileSync(woocommerce.guides.connect, 'utf8')
  for (const type of [
    'customer.created',
    'customer.deleted',
    'order.restored',
    'subscription.created',
  ]) {
    t.ok(connect.includes(type), type)
  }
})
