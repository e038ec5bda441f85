import netsuite from '@conduit/adapter-netsuite'
import { test } from 'tap'
import { digest, envelope, openBench, requestOf, settings } from './bench.ts'

type Payload = Parameters<typeof netsuite.parseEvent>[0]['payload']

function parse(payload: object, headers: Record<string, string> = {}) {
  const delivery = { ...requestOf('', headers), payload: payload as Payload }
  return netsuite.parseEvent(delivery, { settings, state: {} })
}
const parseOne = (changes: object) => parse(envelope(changes)).events[0]
const raw = (changes: object = {}) => ({ id: '7', type: 'customer', fields: {}, ...changes })

test('what record types and operations mean', async t => {
  const expected = {
    'customer.create': 'subject.created',
    'lead.copy': 'subject.created',
    'prospect.edit': 'subject.updated',
    'contact.xedit': 'subject.updated',
    'employee.approve': 'subject.updated',
    'vendor.changepassword': 'subject.updated',
    'partner.delete': 'subject.deleted',
    'salesorder.create': 'transaction',
    'invoice.delete': 'transaction',
    'vendorbill.paybills': 'transaction',
    'check.create': 'transaction',
    'journalentry.create': 'transaction',
    'paymentcard.edit': 'subject.updated',
    'othername.create': 'subject.created',
    'supportcase.edit': 'communication',
    'note.delete': 'communication',
    'customrecord_loyalty.create': 'processing',
    'item.edit': 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    t.match(parseOne({ eventType: type }), { type, meaning })
  }
  t.match(parseOne({ eventType: 'Customer.EDIT' }), { type: 'customer.edit' })
})

test('a raw record tells its type alone', async t => {
  const expected = {
    contact: 'subject.updated',
    cashsale: 'transaction',
    phonecall: 'communication',
    customrecord_loyalty: 'processing',
  }
  for (const [type, meaning] of Object.entries(expected)) {
    const { events } = parse(raw({ type }))
    t.match(events, [{ type, meaning, occurredAt: null, account: '1234567_SB1' }])
  }
})

test('a changed consent is an event of its own', async t => {
  const consent = (changedFields: unknown, record: object, more: object = {}) =>
    parse(envelope({ changedFields, record, ...more })).events[1]
  const status = (value: unknown) =>
    consent(['globalsubscriptionstatus'], { globalsubscriptionstatus: value })?.meaning
  t.equal(status('Confirmed Opt-Out'), 'consent.withdrawn')
  t.equal(status('Soft Opt-Out'), 'consent.withdrawn')
  t.equal(status('Soft Opt-In'), 'consent.granted')
  t.equal(status('adopting'), undefined)
  for (const value of [2, '', null, {}, []]) t.equal(status(value), undefined)
  for (const value of [true, 'T', 'true']) {
    t.equal(consent(['unsubscribe'], { unsubscribe: value })?.meaning, 'consent.withdrawn')
  }
  for (const value of [false, 'F', 'false']) {
    t.equal(consent(['unsubscribe'], { unsubscribe: value })?.meaning, 'consent.granted')
  }
  const both = { unsubscribe: 'T', globalsubscriptionstatus: 'Soft Opt-In' }
  t.equal(consent(Object.keys(both), both)?.meaning, 'consent.withdrawn')
  t.equal(consent(['email'], both), undefined, 'it was so before')
  t.equal(consent('unsubscribe', both), undefined)
  t.equal(consent(['unsubscribe'], both, { eventType: 'salesorder.edit' }), undefined)
  t.match(consent(['UNSUBSCRIBE'], both), {
    id: '9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01#consent',
    keys: ['9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01#consent'],
    consents: [{ person: '', channel: 'email', purpose: 'marketing', state: 'withdrawn' }],
  })
  const [edited] = parse(envelope({ changedFields: Object.keys(both), record: both })).events
  t.equal(edited?.consents, undefined, 'said once')
})

test('ids: of the body, of the header, of the bytes', async t => {
  const header = { 'x-netsuite-event-id': 'sent-0001' }
  const bytes = `sha256:${digest}`
  const own = '9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01'
  t.match(parse(envelope(), header), { deliveryId: own, events: [{ id: own, keys: [own] }] })
  t.match(parse(raw(), header), {
    deliveryId: 'sent-0001',
    events: [{ id: 'sent-0001', keys: ['sent-0001', bytes] }],
  })
  t.match(parse(raw()), { deliveryId: bytes, events: [{ id: bytes, keys: [bytes] }] })
  for (const eventId of ['ada@example.com', '', 7, null, {}, 'x'.repeat(99)]) {
    t.equal(parse(envelope({ eventId })).deliveryId, bytes, JSON.stringify(eventId))
  }
})

test('times are taken with their zone only', async t => {
  const time = (timestamp: unknown) => parseOne({ timestamp })?.occurredAt?.toISOString()
  t.equal(time('2026-11-10T09:12:44Z'), '2026-11-10T09:12:44.000Z')
  t.equal(time('2026-11-10T01:12:44.5-08:00'), '2026-11-10T09:12:44.500Z')
  for (const none of ['2026-11-10T09:12:44', '11/11/2026 3:04 am', '2026-99-99T99:99:99Z', 7]) {
    t.equal(time(none), undefined)
  }
})

test('what is read: thin records of known types that are still there', async t => {
  const ref = (changes: object) => parseOne(changes)?.wants?.ref
  t.strictSame(ref({}), { document: 'customer/1427' })
  t.strictSame(ref({ record: null }), { document: 'customer/1427' })
  t.strictSame(ref({ eventType: 'lead.edit' }), { document: 'customer/1427' })
  t.strictSame(ref({ eventType: 'salesorder.edit' }), { document: 'salesOrder/1427' })
  t.equal(ref({ record: {} }), undefined)
  t.equal(ref({ eventType: 'customer.delete' }), undefined)
  t.equal(ref({ eventType: 'customrecord_x.edit' }), undefined)
  t.equal(ref({ eventType: '__proto__.edit' }), undefined)
  t.match(parseOne({ changedFields: ['unsubscribe'] })?.wants, {
    key: 'customer/1427 9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01#consent',
    ref: { consent: { fields: ['unsubscribe'] } },
  })
})

test('the same account in another spelling is recorded, another account is not', async t => {
  const accounts = netsuite.accounts?.({ ...settings, accountId: '1234567-sb1' })
  t.strictSame(accounts, ['1234567_SB1'])
  const bench = openBench()
  await bench.deliver(envelope({ accountId: '1234567-sb1', record: {} }))
  t.equal(bench.store.activities.length, 1)
  await bench.deliver(envelope({ eventId: 'another-1', accountId: '1234567', record: {} }))
  t.equal(bench.store.activities.length, 1)
})

test('what is neither an envelope nor a record is refused', async t => {
  const bench = openBench()
  for (const wrong of [
    {},
    [],
    [envelope()],
    'text',
    envelope({ recordId: '../7' }),
    envelope({ recordId: 1.5 }),
    envelope({ eventType: 'customer' }),
    envelope({ eventType: 'cust omer.edit' }),
    envelope({ accountId: undefined }),
    envelope({ record: 'text' }),
    raw({ fields: undefined }),
    raw({ id: null }),
  ]) {
    await t.rejects(bench.deliver(wrong), { code: 'invalid' }, JSON.stringify(wrong))
  }
})
