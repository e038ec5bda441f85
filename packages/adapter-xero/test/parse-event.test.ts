import xero from '@conduit/adapter-xero'
import { test } from 'tap'
import { contact, notification, requestOf, tenant } from './bench.ts'

type Payload = Parameters<typeof xero.parseEvent>[0]['payload']

function parse(events: readonly unknown[], more: Partial<Payload> = {}) {
  const payload: Payload = { events: [...events], ...more }
  return xero.parseEvent({ ...requestOf(''), payload }, { settings: {}, state: {} })
}
const parseOne = (changes: object) => parse([notification(changes)]).events[0]

test('what categories mean', async t => {
  const expected = {
    'CONTACT.CREATE': 'subject.created',
    'CONTACT.UPDATE': 'subject.updated',
    'INVOICE.CREATE': 'transaction',
    'CREDITNOTE.UPDATE': 'transaction',
    'PREPAYMENT.CREATE': 'transaction',
    'PAYMENT.UPDATE': 'transaction',
    'QUOTE.UPDATE': 'transaction',
    'SUBSCRIPTION.UPDATE': 'lifecycle',
    'NEVERHEARDOF.CREATE': 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    const [eventCategory, eventType] = type.split('.')
    t.match(parseOne({ eventCategory, eventType }), { type, meaning })
  }
})

test('an event is known by tenant, category, resource, type and time', async t => {
  t.equal(parseOne({})?.id, `${tenant}:CONTACT:${contact}:UPDATE:2026-11-03T22:10:45.193`)
})

test('times are UTC, with any number of decimals', async t => {
  const times = {
    '2026-11-03T22:10:45': '2026-11-03T22:10:45.000Z',
    '2026-11-03T22:10:45.1': '2026-11-03T22:10:45.100Z',
    '2026-11-03T22:10:45.1934567': '2026-11-03T22:10:45.193Z',
    '2026-11-03T22:10:45.193Z': '2026-11-03T22:10:45.193Z',
  }
  for (const [eventDateUtc, iso] of Object.entries(times)) {
    t.equal(parseOne({ eventDateUtc })?.occurredAt?.toISOString(), iso, eventDateUtc)
  }
  for (const eventDateUtc of ['yesterday', '2026-13-45T99:00:00', '', null, 7]) {
    t.equal(parseOne({ eventDateUtc })?.occurredAt, null, String(eventDateUtc))
  }
})

test('what is read is named by category and id, never by the URL of the notification', async t => {
  const ref = (changes: object) => parseOne(changes)?.wants?.ref
  const evil = 'https://api.xero.com.evil.example/x'
  t.strictSame(ref({ resourceUrl: evil }), { account: tenant, document: `Contacts/${contact}` })
  t.strictSame(ref({ eventCategory: 'CREDITNOTE' }), {
    account: tenant,
    document: `CreditNotes/${contact}`,
  })
  t.equal(ref({ resourceId: '../Organisation' }), undefined)
  t.equal(ref({ resourceId: `${contact}?where=x` }), undefined)
  t.equal(ref({ tenantId: 'x\r\ny' }), undefined)
  t.equal(ref({ eventCategory: 'NEVERHEARDOF' }), undefined)
  t.equal(ref({ eventCategory: '__proto__' }), undefined)
})

test('events of the app itself belong to the integration of the URL', async t => {
  const event = parseOne({ eventCategory: 'SUBSCRIPTION', tenantType: 'APPLICATION' })
  t.equal(event?.account, undefined)
  t.equal(event?.wants, undefined)
  t.equal(parseOne({})?.account, tenant)
  t.equal(parseOne({ tenantId: tenant.toUpperCase() })?.account, tenant)
})

test('strange items are rejected one by one', async t => {
  const broken = [null, [], 'text', 7, {}, notification({ resourceId: 7 })]
  const strange = [notification({ eventCategory: 'a b' }), notification({ eventType: '' })]
  const { events, rejected } = parse([...broken, notification(), ...strange])
  t.strictSame(
    events.map(({ path }) => path),
    ['/events/6'],
  )
  t.equal(rejected?.length, 8)
  t.strictSame(rejected?.[0], { path: '/events/0', reason: 'not a notification' })
})

test('the id of a delivery', async t => {
  const sequence = { firstEventSequence: 3, lastEventSequence: 4, entropy: 'ABCDEFGHIJ' }
  t.equal(parse([notification()], sequence).deliveryId, '3-4:ABCDEFGHIJ')
  t.equal(parse([], sequence).deliveryId, null, 'intent to receive has none')
  t.equal(parse([notification()]).deliveryId, null)
  t.equal(parse([notification()], { ...sequence, entropy: 'ada@example.com' }).deliveryId, null)
})
