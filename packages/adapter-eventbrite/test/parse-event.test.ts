import eventbrite from '@conduit/adapter-eventbrite'
import { compileRows, isConduitError, pick } from '@conduit/core'
import { test } from 'tap'
import { attendee, notification, openBench, order, requestOf, settings } from './bench.ts'

function parse(payload: ReturnType<typeof notification>, headers: Record<string, string> = {}) {
  return eventbrite.parseEvent({ ...requestOf('', headers), payload }, { settings, state: {} })
}
const event = (action: string, url: string) => parse(notification(action, url)).events[0]

function refusal(run: () => unknown): unknown {
  try {
    run()
    return null
  } catch (error) {
    return isConduitError(error) ? error.code : error
  }
}

const api = 'https://www.eventbriteapi.com/v3'

test('what actions mean, and which name something to read', async t => {
  const expected = [
    ['order.placed', order, 'transaction', 'orders/10'],
    ['order.updated', order, 'transaction', 'orders/10'],
    ['order.refunded', order, 'transaction', 'orders/10'],
    ['attendee.updated', attendee, 'subject.updated', 'events/71/attendees/13'],
    ['attendee.checked_in', attendee, 'processing', 'events/71/attendees/13'],
    ['attendee.checked_out', attendee, 'processing', 'events/71/attendees/13'],
    ['barcode.checked_in', attendee, 'processing', 'events/71/attendees/13'],
    ['barcode.un_checked_in', attendee, 'processing', 'events/71/attendees/13'],
    ['event.published', `${api}/events/71/`, 'processing', undefined],
    ['organizer.updated', `${api}/organizers/5/`, 'processing', undefined],
    ['venue.updated', `${api}/venues/5`, 'processing', undefined],
    ['ticket_class.deleted', `${api}/events/71/ticket_classes/9/`, 'processing', undefined],
    ['never.heard.of', `${api}/series/5/dates/6/`, 'processing', undefined],
  ] as const
  for (const [type, url, meaning, document] of expected) {
    const found = event(type, url)
    t.match(found, { type, meaning, id: null, occurredAt: null }, type)
    t.equal(found?.wants?.ref.document, document, `${type}: read`)
  }
  t.equal(event('order.placed', order.slice(0, -1))?.wants?.key, 'orders/10', 'no last slash')
})

test('the Test button is answered, whatever its placeholder says', async t => {
  for (const url of [
    'https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/',
    order,
    'https://evil.example/',
  ]) {
    const found = event('test', url)
    t.match(found, { type: 'test', meaning: 'lifecycle' }, url)
    t.equal(found?.wants, undefined, url)
  }
})

test('an address that is not of Eventbrite’s API, or of another kind, is refused', async t => {
  const addresses = [
    'http://www.eventbriteapi.com/v3/orders/10/',
    'https://www.eventbriteapi.com.evil.example/v3/orders/10/',
    'https://www.eventbriteapi.com@169.254.169.254/v3/orders/10/',
    'https://www.eventbriteapi.com:8443/v3/orders/10/',
    'https://evil.example/v3/orders/10/',
    'https://eventbriteapi.com/v3/orders/10/',
    'https://www.eventbriteapi.com\\@evil.example/v3/orders/10/',
    ' https://www.eventbriteapi.com/v3/orders/10/',
    `${api}/orders/10/../../users/me/`,
    `${api}/orders/../users/me/`,
    `${api}/orders/1%2e%2e/`,
    `${api}//orders/10/`,
    `${api}/orders/10//`,
    `${api}/orders/10/?token=x`,
    `${api}/orders/10/#x`,
    `${api}/orders/10/attendees/`,
    `${api}/orders/10/\n`,
    `${api}/orders/ten/`,
    `${api}/orders/${'1'.repeat(21)}/`,
    `${api}/users/me/`,
    'https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/',
    attendee,
    '',
  ]
  for (const url of addresses)
    t.equal(
      refusal(() => event('order.placed', url)),
      'invalid',
      url,
    )
  t.equal(
    refusal(() => event('attendee.updated', order)),
    'invalid',
  )
  t.equal(
    refusal(() => event('event.updated', `${api}/venues/5/`)),
    'invalid',
  )
  for (const url of ['https://evil.example/v3/x/', `${api}/../x/`, `${api}/x/?y=1`, `${api}/`]) {
    t.equal(
      refusal(() => event('never.heard.of', url)),
      'invalid',
      `unknown action: ${url}`,
    )
  }
})

test('webhook and owner must be ours, and the header agree with the body', async t => {
  const verdict = (config: object, headers = {}) =>
    refusal(() => parse(notification('order.placed', order, config), headers))
  t.equal(verdict({}), null)
  t.equal(verdict({}, { 'x-eventbrite-event': 'order.placed' }), null)
  t.equal(verdict({ webhook_id: '119' }), 'unauthorized')
  t.equal(verdict({ webhook_id: '' }), 'unauthorized')
  t.equal(verdict({ user_id: '312' }), 'unauthorized')
  t.equal(verdict({}, { 'x-eventbrite-event': 'order.refunded' }), 'unauthorized')
  t.equal(verdict({}, { 'x-eventbrite-event': '' }), 'unauthorized')
})

test('while the webhook’s id is not known, nothing is taken', async t => {
  const bench = openBench({ webhookIds: [] })
  await t.rejects(bench.deliver('order.placed', order), { code: 'unavailable' })
})

test('two changes of one order are alike to the byte, and both count', async t => {
  const bench = openBench()
  await bench.deliver('order.updated', order)
  t.match(await bench.deliver('order.updated', order), { outcome: 'recorded' })
  t.equal(bench.store.activities.length, 2)
  t.ok(bench.store.activities.every(({ verification }) => verification === 'unsigned'))
})

test('a caller cannot add what only Eventbrite may tell', async t => {
  const payload = { ...notification('order.placed', order), email: 'ada@example.com', id: '99' }
  const [found] = parse(payload).events
  if (found === undefined) throw new Error('no event')
  const matches = pick(compileRows(eventbrite.tables.pii), found)
  const { people } = eventbrite.extractPii(found, { settings, state: {} }, matches)
  t.strictSame(
    people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
    ['order:10'],
  )
})

test('our own URL, which comes back in the body, is dropped while it is decoded', async t => {
  const url = 'https://hooks.example.com/?did=d&dxKey=a-credential'
  const body = JSON.stringify(notification('order.placed', order, { endpoint_url: url }))
  const decoded = eventbrite.endpoint?.formats[0]?.decode(Buffer.from(body), {
    depth: 8,
    nodes: 100,
  })
  t.strictSame(decoded, notification('order.placed', order))
})

test('what does not look like a notification is refused', async t => {
  const bench = openBench()
  for (const config of [
    { action: '' },
    { action: 'a b' },
    { user_id: 311 },
    { webhook_id: null },
  ]) {
    await t.rejects(bench.deliver('order.placed', order, config), { code: 'invalid' })
  }
  t.equal(bench.store.activities.length, 0)
})
