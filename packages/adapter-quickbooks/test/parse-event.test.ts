import quickbooks from '@conduit/adapter-quickbooks'
import type { Parsed } from '@conduit/core'
import { test } from 'tap'
import { change, cloudEvent, openBench, otherRealm, realm, requestOf, settings } from './bench.ts'

type Payload = Parameters<typeof quickbooks.parseEvent>[0]['payload']

function parse(payload: Payload, headers: Record<string, string> = {}) {
  return quickbooks.parseEvent({ ...requestOf('', headers), payload }, { settings, state: {} })
}
const older = (...entities: readonly unknown[]) =>
  parse({ eventNotifications: [{ realmId: realm, dataChangeEvent: { entities } }] })
const accountsOf = ({ rejected = [] }: Parsed) => rejected.map(({ account }) => account)
const parseNewer = (changes: object) => parse([cloudEvent(changes)]).events[0]
const parseOlder = (changes: object) => older(change(changes)).events[0]

test('what types mean, in both payloads', async t => {
  const expected = [
    ['Customer.Create', 'qbo.customer.created.v1', 'subject.created'],
    ['Vendor.Update', 'qbo.vendor.updated.v1', 'subject.updated'],
    ['Employee.Update', 'qbo.employee.updated.v1', 'subject.updated'],
    ['Vendor.Merge', 'qbo.vendor.merged.v1', 'subject.updated'],
    ['Employee.Delete', 'qbo.employee.deleted.v1', 'subject.deleted'],
    ['Invoice.Void', 'qbo.invoice.voided.v1', 'transaction'],
    ['Payment.Void', 'qbo.payment.void.v1', 'transaction'],
    ['BillPayment.Delete', 'qbo.billpayment.deleted.v1', 'transaction'],
    ['JournalEntry.Create', 'qbo.journalentry.created.v1', 'transaction'],
    ['Estimate.Emailed', 'qbo.estimate.emailed.v1', 'communication'],
    ['TimeActivity.Create', 'qbo.timeactivity.created.v1', 'processing'],
    ['TaxAgency.Create', 'qbo.taxagency.created.v1', 'processing'],
    ['Customer.Emailed', 'qbo.customer.emailed.v1', 'processing'],
    ['NeverHeardOf.Create', 'qbo.neverheardof.created.v1', 'processing'],
  ] as const
  for (const [legacy, type, meaning] of expected) {
    const [name, operation] = legacy.split('.')
    t.match(parseNewer({ type }), { type, meaning })
    t.match(parseOlder({ name, operation }), { type: legacy, meaning })
  }
})

test('times: nanoseconds, offsets with and without a colon, and what is none', async t => {
  const times = {
    '2025-09-10T21:31:25.179851517Z': '2025-09-10T21:31:25.179Z',
    '2025-09-10T21:31:25.9Z': '2025-09-10T21:31:25.900Z',
    '2025-09-10T21:31:25Z': '2025-09-10T21:31:25.000Z',
    '2026-04-05T14:42:19-0700': '2026-04-05T21:42:19.000Z',
    '2026-04-05T14:42:19.5+05:30': '2026-04-05T09:12:19.500Z',
  }
  for (const [text, iso] of Object.entries(times)) {
    t.equal(parseNewer({ time: text })?.occurredAt?.toISOString(), iso, text)
    t.equal(parseOlder({ lastUpdated: text })?.occurredAt?.toISOString(), iso, text)
  }
  for (const none of [
    '2026-04-05T14:42:19',
    'yesterday',
    '2026-13-45T99:00:00Z',
    '',
    null,
    7,
    {},
  ]) {
    t.equal(parseNewer({ time: none })?.occurredAt, null, JSON.stringify(none))
    t.equal(parseOlder({ lastUpdated: none })?.occurredAt, null, JSON.stringify(none))
  }
})

test('how an event is known when it comes again', async t => {
  t.equal(parseNewer({ id: 'x-Customer-123' })?.id, 'x-Customer-123')
  t.equal(parseNewer({ id: '' })?.id, null)
  t.equal(parseNewer({ id: undefined })?.id, null)
  t.equal(parseOlder({})?.id, `${realm}:Customer:58:Update:2026-04-05T14:42:19-0700`)
  t.equal(parseOlder({ lastUpdated: undefined })?.id, null, 'every later one would be taken for it')
})

test('each event has its own company, ids being texts or numbers', async t => {
  const events = [
    cloudEvent(),
    cloudEvent({ intuitaccountid: otherRealm }),
    cloudEvent({ intuitaccountid: 7 }),
  ]
  t.strictSame(
    parse(events).events.map(({ account }) => account),
    [realm, otherRealm, '7'],
  )
})

test('what is to be read is named by kind and id alone', async t => {
  const ref = (changes: object) => parseNewer(changes)?.wants?.ref
  t.strictSame(ref({}), { document: 'customer/58' })
  t.strictSame(ref({ type: 'qbo.salesreceipt.emailed.v1' }), { document: 'salesreceipt/58' })
  t.strictSame(parseOlder({ name: 'SalesReceipt' })?.wants?.ref, { document: 'salesreceipt/58' })
  t.strictSame(ref({ intuitentityid: 58 }), { document: 'customer/58' })
  for (const intuitentityid of ['../companyinfo/1', '58?x=y', '58#', '', 'x']) {
    t.equal(ref({ intuitentityid }), undefined, intuitentityid)
  }
  t.strictSame(ref({ type: 'qbo.journalentry.created.v1' }), { document: 'journalentry/58' })
  t.equal(ref({ type: 'qbo.item.updated.v1' }), undefined)
  t.equal(ref({ type: 'qbo.__proto__.created.v1' }), undefined)
  t.equal(ref({ type: 'qbo' }), undefined)
})

test('a company has one set of preferences, and is known by its own id', async t => {
  const ref = (type: string) => parseNewer({ type })?.wants?.ref
  t.strictSame(ref('qbo.preferences.updated.v1'), { document: 'preferences' })
  const company = parseNewer({ type: 'qbo.companyinfo.updated.v1' })
  t.strictSame(company?.wants?.ref, { document: `companyinfo/${company?.account}` })
})

test('what is deleted is not read', async t => {
  t.equal(parseNewer({ type: 'qbo.customer.deleted.v1' })?.wants, undefined)
  t.equal(parseOlder({ operation: 'Delete' })?.wants, undefined)
  t.ok(parseNewer({ type: 'qbo.customer.merged.v1' })?.wants)
  t.ok(parseOlder({ name: 'Invoice', operation: 'Void' })?.wants)
})

test('strange items are rejected one by one', async t => {
  const broken = [
    null,
    [],
    'text',
    7,
    {},
    cloudEvent({ type: 'a b' }),
    cloudEvent({ type: undefined }),
  ]
  const { events, rejected } = parse([...broken, cloudEvent()])
  t.strictSame(
    events.map(({ path }) => path),
    ['/7'],
  )
  t.equal(rejected?.length, 7)
  const legacy = older(null, change({ id: null }), change({ name: 'x y' }), change())
  t.strictSame(
    legacy.events.map(({ path }) => path),
    ['/eventNotifications/0/dataChangeEvent/entities/3'],
  )
  t.equal(legacy.rejected?.length, 3)
  const companies = parse({
    eventNotifications: [null, { realmId: realm }, { dataChangeEvent: {} }],
  })
  t.strictSame(companies.events, [])
  t.equal(companies.rejected?.length, 3)
})

test('a strange item is its company’s, where that can be told', async t => {
  const accounts = (payload: Payload) => accountsOf(parse(payload))
  const strange = { type: 'a b' }
  t.strictSame(accounts([cloudEvent(strange), cloudEvent({ ...strange, intuitaccountid: 7 })]), [
    realm,
    '7',
  ])
  const nobody = [null, 'text', {}, cloudEvent({ ...strange, intuitaccountid: 'ada@example.com' })]
  t.strictSame(accounts(nobody), [undefined, undefined, undefined, undefined])
  t.strictSame(accountsOf(older(null)), [realm])
  t.strictSame(accounts({ eventNotifications: [{ realmId: realm }] }), [realm])
})

test('a batch of nothing but strange items is set aside, or sent again', async t => {
  const { deliver, store } = openBench({ realmId: realm })
  t.match(await deliver([cloudEvent({ type: 'a b' })]), { outcome: 'quarantined' })
  t.match(store.deliveries, [{ rejected: 1, quarantine: { step: 'parse' } }])
  await t.rejects(deliver([null]), { code: 'invalid', faults: [{ pointer: '/0' }] })
  t.match(await deliver([cloudEvent({ type: 'a b', intuitaccountid: otherRealm })]), {
    outcome: 'ignored',
    receipt: { deliveryId: null, events: 0 },
  })
  t.equal(store.deliveries.length, 1, 'a company that nobody connected')
})

test('nothing at all is fine too', async t => {
  t.match(parse([]), { events: [], rejected: [] })
  t.match(parse({ eventNotifications: [] }), { events: [], rejected: [] })
})

test('the trace id is the id of the delivery, if it looks like one', async t => {
  const id = (value: string) => parse([], { 'intuit-t-id': value }).deliveryId
  t.equal(id('1-66e0b9bd-1b2f9c6d3a4e5f60718293a4'), '1-66e0b9bd-1b2f9c6d3a4e5f60718293a4')
  t.equal(id('ada@example.com'), null)
  t.equal(id('x'.repeat(200)), null)
  t.equal(parse([]).deliveryId, null)
})
