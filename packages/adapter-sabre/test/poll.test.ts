import { readFileSync } from 'node:fs'
import sabre from '@conduit/adapter-sabre'
import { isConduitError } from '@conduit/core'
import { test } from 'tap'
import { answering, now, openBench, page, reservation, settings, tokenAnswer } from './bench.ts'

const at = (time: string) => `2026-11-10T${time}Z`

test('the credential is the documented one', async t => {
  const { poll } = openBench({}, { token: null })
  const { outcome, calls } = await poll([
    tokenAnswer(200, '{"access_token":"t9","expires_in":604800}'),
    page([]),
  ])
  t.equal(outcome, 'ok')
  t.match(calls[0], {
    method: 'POST',
    body: 'grant_type=client_credentials',
    headers: {
      authorization: 'Basic VTBoVFZHVnpkRlZ6WlhKT1lXMWw6UTJ4cFpXNTBVR0Z6YzNkdmNtUXhNak0wTlE9PQ==',
    },
  })
  t.match(calls[1]?.headers, { authorization: 'Bearer t9', context: 'WBSVC' })
  t.match(calls[1]?.headers, { activityid: /^[0-9a-f-]{36}$/, 'accept-language': 'en-US' })
})

test('of two refusals the second ends the poll, and so does an account without a token', async t => {
  const token = tokenAnswer(200, '{"access_token":"t2"}')
  const refused = answering(401, '')
  const twice = await openBench().poll([refused, token, refused, token])
  t.match(twice, { outcome: 'auth_failed', unexpected: [], cursor: at('08:00:00') })
  t.equal(twice.calls.length, 3)
  const nothing = [tokenAnswer(400, '{}'), tokenAnswer(401, '')]
  for (const reply of nothing) {
    t.match(await openBench({}, { token: null }).poll([reply]), { outcome: 'auth_failed' })
  }
  const strange = tokenAnswer(200, '{"access_token":7}')
  t.match(await openBench({}, { token: null }).poll([strange]), { outcome: 'upstream_error' })
  t.match(await openBench().poll([answering(403, '{}')]), { outcome: 'auth_failed' })
})

test('what is no list of reservations is never taken for an empty one', async t => {
  const wrong = ['<html>Maintenance</html>', '{}', '[]', '{"Paging":{"Total":2}}', 'null']
  for (const body of [...wrong, '{"Reservations":{}}']) {
    const { poll } = openBench()
    const { outcome, cursor } = await poll(Array.from({ length: 3 }, () => answering(200, body)))
    t.equal(outcome, 'upstream_error', body)
    t.equal(cursor, at('08:00:00'))
  }
  t.match(await openBench().poll([answering(404, '{}')]), { outcome: 'upstream_error' })
  const nothing = answering(200, '{"paging":{"Total":0},"Reservations":null}')
  t.match(await openBench().poll([nothing]), { outcome: 'ok' })
})

test('pages are turned by what they held, until the total or an empty one', async t => {
  const one = reservation('A1', at('09:00:00'))
  const two = reservation('A2', at('10:00:00'))
  const short = await openBench().poll([
    page([one], { total: 2 }),
    page([two], { from: 2, total: 2 }),
  ])
  t.match(short, { outcome: 'ok', events: 2, unexpected: [], cursor: at('10:00:00') })
  const untold = (list: readonly unknown[]) =>
    answering(200, JSON.stringify({ Reservations: list }))
  const open = await openBench().poll([untold([one]), untold([two]), untold([])])
  t.match(open, { outcome: 'ok', events: 2, cursor: at('10:00:00') })
  t.strictSame(
    open.calls.map(({ url }) => url.searchParams.get('start')),
    ['1', '2', '3'],
  )
})

test('a platform that never ends is left after a thousand pages', async t => {
  const endless = answering(
    200,
    JSON.stringify({ Reservations: [reservation('A1', at('09:00:00'))] }),
  )
  const { outcome, calls, cursor, events } = await openBench().poll(
    Array.from({ length: 1001 }, () => endless),
  )
  t.match({ outcome, cursor, events }, { outcome: 'upstream_error', cursor: at('08:00:00') })
  t.equal(calls.length, 1000)
  t.equal(events, 1, 'the same version is recorded once')
})

test('the cursor moves when the last hotel is read, and no further than the beginning of the poll', async t => {
  const hotels = { hotelIds: [1, 2] }
  const first = page([reservation('A1', at('11:00:00'))])
  const failed = await openBench(hotels).poll([first, answering(429, '')])
  t.match(failed, { outcome: 'rate_limited', events: 1, cursor: at('08:00:00') })

  const late = page([reservation('B1', at('12:00:01'))], { hotel: '2' })
  const read = await openBench(hotels).poll([first, late])
  t.match(read, { outcome: 'ok', events: 2, unexpected: [], cursor: at('11:00:00') })
  t.ok(
    read.calls.every(({ url }) => {
      return url.searchParams.get('lastActivityStartDateTime') === at('08:00:00')
    }),
    'one window for all hotels',
  )
})

test('what changed while pages were turned may have hidden something: the window is read again', async t => {
  const pages = [
    page([reservation('A1', at('11:00:00')), reservation('A2', at('11:30:00'))], { total: 3 }),
    page([reservation('A1', at('12:00:30'))], { from: 3, total: 3 }),
  ]
  const times = [now, now, new Date('2026-11-10T12:01:00.000Z')]
  t.equal((await openBench({}, { times }).poll(pages)).cursor, at('08:00:00'))
  const old = { times, cursor: '2026-11-09T00:00:00Z' }
  t.equal((await openBench({}, old).poll(pages)).cursor, at('11:30:00'), 'not for ever')
  const single = page([reservation('A1', at('11:00:00')), reservation('A2', at('12:00:30'))])
  t.equal((await openBench({}, { times }).poll([single])).cursor, at('11:00:00'))
})

test('the cursor never moves back, and times without a zone move it as little as they may', async t => {
  const cursorAfter = async (modified: string) =>
    (await openBench().poll([page([reservation('A1', modified)])])).cursor
  t.equal(await cursorAfter(at('07:00:00')), at('08:00:00'))
  t.equal(await cursorAfter('2026-11-10T12:30:00+02:00'), at('10:30:00'))
  t.equal(await cursorAfter('2026-11-10T22:30:00'), at('08:30:00'), '14 hours ahead of UTC')
  t.equal(await cursorAfter('2026-11-10 22:30:00'), at('08:30:00'))
  t.equal(await cursorAfter('tomorrow'), at('08:00:00'))
  t.equal(await cursorAfter('2099-01-01T00:00:00Z'), at('08:00:00'))
})

test('the first poll begins a day before, later ones reach back a little', async t => {
  const first = await openBench({}, { cursor: null }).poll([page([])])
  t.equal(first.calls[0]?.url.searchParams.get('lastActivityStartDateTime'), '2026-11-09T12:00:00Z')
  t.equal(first.cursor, '2026-11-09T12:00:00Z', 'where it is looked for from now on')
  const failed = await openBench({}, { cursor: null }).poll([answering(429, '')])
  t.equal(failed.cursor, '2026-11-09T12:00:00Z', 'the next poll begins there, whenever it comes')
  const later = await openBench({ overlapSeconds: 60 }).poll([page([])])
  t.equal(later.calls[0]?.url.searchParams.get('lastActivityStartDateTime'), at('07:59:00'))
})

test('a reservation that comes twice is recorded once, a new version of it again', async t => {
  const bench = openBench()
  const one = reservation('A1', at('09:00:00'))
  t.match(await bench.poll([page([one, one])]), { events: 1 })
  t.match(await bench.poll([page([one, reservation('A1', at('09:30:00'))])]), { events: 1 })
  t.equal(bench.store.activities.length, 2)
})

test('a reservation whose guests are no list is no version of it', async t => {
  const bench = openBench()
  const guests = [{ EmailAddress: [{ Value: 'ada@example.com' }] }]
  const other = reservation('A2', at('09:00:00'), { Guests: guests })
  for (const Guests of ['ada@example.com', 7, true, ['ada@example.com']]) {
    const wrong = reservation('A1', at('09:00:00'), { Guests })
    const report = await bench.poll([page([wrong, other])])
    t.match(report, { outcome: 'partial', rejected: 1 }, JSON.stringify(Guests))
  }
  t.match(
    bench.store.activities.map(({ path }) => path),
    ['/Reservations/1'],
  )
  const right = reservation('A1', at('09:00:00'), { Guests: guests })
  t.match(await bench.poll([page([right])]), { outcome: 'ok', events: 1, rejected: 0 })
  t.match(bench.store.activities[1]?.fields, [{ path: '/Guests/0/EmailAddress/0/Value' }])
})

test('what is unreadable or foreign is rejected, the rest is recorded', async t => {
  const bench = openBench({ hotelIds: [1, 2] })
  const good = reservation('A1', at('09:00:00'), { Hotel: { Id: 2 }, Chain: { Id: '7' } })
  const bad = [
    null,
    'text',
    {},
    reservation('', at('09:00:00')),
    reservation('A2', at('09:00:00'), { Status: null }),
    reservation('A3', at('09:00:00'), { Status: 'See ada@example.com' }),
    reservation('A4', at('09:00:00'), { BookingInfo: null }),
    reservation('A5', at('11:00:00'), { Hotel: { Id: 3 } }),
    reservation('A6', at('11:00:00'), { Chain: { Id: 8 } }),
  ]
  const report = await bench.poll([page([good, ...bad]), page([], { hotel: '2' })])
  t.match(report, { outcome: 'partial', events: 1, rejected: 9, cursor: at('09:00:00') })
  t.equal(bench.store.activities[0]?.path, '/Reservations/0')
})

test('what a status means', async t => {
  const statuses = { Booked: 'transaction', PendingCancel: 'transaction', Stored: 'processing' }
  for (const [Status, meaning] of Object.entries({ ...statuses, Invented: 'processing' })) {
    const bench = openBench()
    await bench.poll([page([reservation('A1', at('09:00:00'), { Status })])])
    t.match(bench.store.activities, [{ type: `reservation.${Status.toLowerCase()}`, meaning }])
  }
})

test('paths and the parameter of the search are settings', async t => {
  const changes = {
    reservationPath: '/v1/api/hotel/reservation',
    tokenPath: '/token',
    incrementalParam: 'since',
    baseUrl: 'https://synxis.example.test:8443/',
  }
  const { calls } = await openBench(changes, { token: null }).poll([
    tokenAnswer(200, '{"access_token":"t9"}'),
    answering(200, '{"Reservations":[]}'),
  ])
  t.equal(calls[0]?.url.href, 'https://synxis.example.test:8443/token')
  t.equal(calls[1]?.url.pathname, '/v1/api/hotel/reservation')
  t.equal(calls[1]?.url.searchParams.get('since'), at('08:00:00'))
})

test('it is polled by its settings, and never called', async t => {
  const view = { settings: { ...settings, intervalMinutes: 5 } as never, state: {} }
  t.equal(sabre.pollEvery?.(view.settings), 300)
  t.equal(sabre.endpoint, null)
  const codes = [sabre.verifySignature, sabre.parseEvent].map(method => {
    try {
      return method(undefined as never, view)
    } catch (error) {
      return isConduitError(error) ? error.code : error
    }
  })
  t.strictSame(codes, ['unauthorized', 'invalid'])
  t.match(readFileSync(sabre.guides.connect, 'utf8'), /poll\s+URL/)
})
