import stripe from '@conduit/adapter-stripe'
import { compileRows, type Delivery, fromMatches, pick } from '@conduit/core'
import { test } from 'tap'

type Payload = Parameters<typeof stripe.parseEvent>[0]['payload']

function parse(payload: unknown) {
  const delivery: Delivery<Payload> = {
    method: 'POST',
    url: '',
    receivedAt: new Date(0),
    bytes: new Uint8Array(),
    digest: '',
    header: () => undefined,
    query: () => undefined,
    payload: payload as Payload,
  }
  return stripe.parseEvent(delivery, { settings: { signingSecret: 'whsec_x' }, state: {} })
}

const snapshot = (type: string, object: unknown = {}) => ({
  id: 'evt_1',
  object: 'event',
  type,
  created: 1_794_301_200,
  data: { object },
})
const thin = (type: string, more: object = {}) => ({
  id: 'evt_2',
  object: 'v2.core.event',
  type,
  ...more,
})
const meaning = (type: string) => parse(snapshot(type)).events[0]?.meaning

test('families of events have one meaning each', async t => {
  const expected = {
    'customer.created': 'subject.created',
    'customer.updated': 'subject.updated',
    'customer.deleted': 'subject.deleted',
    'customer.source.created': 'processing',
    'customer.subscription.deleted': 'transaction',
    'charge.dispute.created': 'transaction',
    'invoice.paid': 'transaction',
    'person.updated': 'subject.updated',
    'account.updated': 'subject.updated',
    'account.application.deauthorized': 'lifecycle',
    'v2.core.account[requirements].updated': 'subject.updated',
    'v2.core.account.closed': 'subject.deleted',
    'v2.core.account_person.created': 'subject.created',
    'payout.paid': 'processing',
    'charge.refund.updated': 'transaction',
    'invoice_payment.paid': 'transaction',
    'issuing_authorization.request': 'transaction',
    'issuing_cardholder.updated': 'subject.updated',
    'recipient.created': 'subject.created',
    'payment_method.attached': 'processing',
    'v2.core.account_person.deleted': 'subject.deleted',
    'never.heard.of': 'processing',
  }
  for (const [type, wanted] of Object.entries(expected)) t.equal(meaning(type), wanted, type)
})

test('a thin event means what its snapshot twin means', async t => {
  t.match(parse(thin('v1.charge.succeeded')).events, [
    { type: 'v1.charge.succeeded', meaning: 'transaction' },
  ])
  t.match(parse(thin('v1.customer.updated', { snapshot_event: 'evt_1' })).events, [
    { id: 'evt_2', keys: ['evt_1'] },
  ])
})

test('consent at checkout is an event of its own', async t => {
  const consent = (promotions: unknown) =>
    parse(snapshot('checkout.session.completed', { consent: { promotions } })).events.map(
      event => event.meaning,
    )
  t.strictSame(consent('opt_in'), ['transaction', 'consent.granted'])
  t.strictSame(consent('opt_out'), ['transaction', 'consent.withdrawn'])
  t.strictSame(consent(null), ['transaction'])
  t.equal(
    parse(snapshot('charge.succeeded', { consent: { promotions: 'opt_in' } })).events.length,
    1,
  )
})

test('only paths below our own base are read back', async t => {
  const wants = (url: unknown, type = 'v1.customer.updated') =>
    parse(thin(type, { related_object: { id: 'cus_1', type: 'customer', url } })).events[0]?.wants
  t.strictSame(wants('/v1/customers/cus_1')?.ref, { url: '/v1/customers/cus_1', context: null })
  t.ok(wants('/v2/core/accounts/acct_1'))
  for (const url of [
    'https://evil.example/v1/x',
    '//evil.example/v1',
    '/v1/../admin',
    '/v1/a?b=c',
    '/v3/x',
    '',
    undefined,
  ]) {
    t.equal(wants(url), undefined, String(url))
  }
  t.equal(wants('/v2/core/event_destinations/ed_1', 'v2.core.event_destination.ping'), undefined)
})

test('times that are missing stay unknown', async t => {
  t.match(parse({ ...snapshot('customer.updated'), created: undefined }).events, [
    { occurredAt: null },
  ])
})

const rows = compileRows(stripe.tables.pii)

/** What is found in a document, and by what whom. */
function read(payload: unknown) {
  const found = parse(payload)
    .events.slice(0, 1)
    .flatMap(event => pick(rows, event))
  const { fields, people } = fromMatches(found)
  return {
    places: fields.map(({ path, category }) => `${category} ${path}`).sort(),
    people: Object.fromEntries(
      people.map(({ at, identifiers }) => [at, identifiers.map(({ value }) => value)]),
    ),
  }
}

test('what can be an id or the object itself is read as either', async t => {
  const places = (object: unknown) => read(snapshot('issuing_transaction.created', object)).places
  t.strictSame(places({ card: 'ic_1', customer: 'cus_1' }), [
    'account_id /data/object/customer',
    'payment /data/object/card',
  ])
  t.strictSame(places({ card: { last4: '4242' }, customer: { id: 'cus_1' } }), [
    'account_id /data/object/customer/id',
    'payment /data/object/card/last4',
  ])
  const either = ['card', 'source', 'latest_charge', 'payment_method', 'issuer', 'wallet', 'owner']
  for (const name of [
    ...either,
    'shipping',
    'charges',
    'refunds',
    'customer',
    'address',
    'lines',
  ]) {
    for (const value of ['x_1', ['x_1'], { data: 'x_1' }, [['x_1']], 7]) {
      const payload = snapshot('charge.updated', { [name]: value })
      t.doesNotThrow(() => read(payload), `${name}: ${JSON.stringify(value)}`)
    }
  }
})

test('a structure is found wherever it stands, and told by where that is', async t => {
  const billing_details = { email: 'ada@example.com', address: { line1: '1 Example Road' } }
  const places = [
    ...['billing_details', 'payment_method/billing_details', 'charges/data/0/billing_details'],
    ...['last_payment_error/payment_method/billing_details', 'never/heard/of/billing_details'],
  ]
  const names = ['data/object', 'data/previous_attributes']
  for (const at of names.flatMap(name => places.map(place => `${name}/${place}`))) {
    const tokens = at.split('/')
    const document = tokens.reduceRight<unknown>(
      (inner, token) => (token === '0' ? [inner] : { [token]: inner }),
      billing_details,
    )
    const { data } = document as { data: object }
    const found = read({ ...snapshot('charge.updated'), data: { object: {}, ...data } })
    t.strictSame(found.people, { '': ['ada@example.com'] }, at)
    const shown = at.replace('never/heard/of', '*/*/*')
    t.ok(found.places.includes(`email /${shown}/email`), `${at}: ${found.places}`)
    t.ok(found.places.includes(`postal_address /${shown}/address/line1`), at)
  }
})

test('the account of an event is its holder’s, and never in clear', async t => {
  const object = {
    object: 'charge',
    customer: 'cus_1',
    on_behalf_of: 'acct_2',
    destination: 'acct_3',
    transfer_data: { destination: 'acct_3' },
  }
  const payload = { ...snapshot('charge.succeeded', object), account: 'acct_1' }
  t.match(parse(payload).events, [{ account: undefined }])
  t.strictSame(read(payload).people, {
    '/account': ['acct_1'],
    '': ['cus_1'],
    '/data/object/on_behalf_of': ['acct_2'],
    '/data/object/destination': ['acct_3'],
    '/data/object/transfer_data/destination': ['acct_3'],
  })
  const account = { ...snapshot('account.updated', { id: 'acct_1', object: 'account' }) }
  t.strictSame(read({ ...account, account: 'acct_1' }).people, {
    '/account': ['acct_1'],
    '': ['acct_1'],
  })
  t.strictSame(read({ ...snapshot('customer.updated'), user_id: 'acct_1' }).people, {
    '/user_id': ['acct_1'],
  })
  t.strictSame(read(thin('v2.core.account.updated', { context: 'org_1/acct_1' })).people, {
    '/context': ['org_1', 'acct_1'],
  })
  const payout = snapshot('payout.paid', { object: 'payout', destination: 'ba_1' })
  t.strictSame(read(payout).people, {}, 'an account at a bank')
})

test('somebody else’s address is no identifier of the customer', async t => {
  const object = {
    object: 'charge',
    customer: 'cus_1',
    shipping: { name: 'Ada Example', phone: '+12025550100', address: { city: 'Exampletown' } },
    business_profile: { support_email: 'help@example.com', support_phone: '+12025550101' },
    legal_entity: { additional_owners: [{ email: 'owner@example.com' }] },
    ownership: { owners: { data: [{ email: 'holder@example.com' }] } },
    source: { name: 'payer@example.com' },
    metadata: { friend_email: 'friend@example.com', email: 'own@example.com' },
  }
  const { people } = read(snapshot('charge.updated', object))
  t.strictSame([...(people[''] ?? [])].sort(), ['cus_1', 'own@example.com'])
  t.strictSame(people['/data/object/legal_entity/additional_owners/0'], ['owner@example.com'])
  t.strictSame(people['/data/object/ownership/owners/data/0'], ['holder@example.com'])
})
