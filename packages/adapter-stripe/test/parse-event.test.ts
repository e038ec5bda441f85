import stripe from '@conduit/adapter-stripe'
import { compileRows, type Delivery, pick } from '@conduit/core'
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

test('a connected account is named; times that are missing stay unknown', async t => {
  t.match(parse({ ...snapshot('customer.updated'), account: 'acct_1' }).events, [
    { account: 'acct_1' },
  ])
  t.match(parse({ ...snapshot('customer.updated'), created: undefined }).events, [
    { occurredAt: null },
  ])
})

test('what can be an id or the object itself is read as either', async t => {
  const rows = compileRows(stripe.tables.pii)
  const found = (object: unknown) =>
    parse(snapshot('issuing_transaction.created', object)).events.flatMap(event =>
      pick(rows, event).map(({ path }) => path),
    )
  t.strictSame(found({ card: 'ic_1', customer: 'cus_1' }).sort(), [
    '/data/object/card',
    '/data/object/customer',
  ])
  t.strictSame(found({ card: { last4: '4242' }, customer: { id: 'cus_1' } }).sort(), [
    '/data/object/card/last4',
    '/data/object/customer/id',
  ])
})
