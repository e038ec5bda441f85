import { test } from 'tap'
import { answering, openBench, start } from './bench.ts'

const sph = { api: 'sph', client: 'DEMO', tenantId: 1 } as const
const stay = (confirmationNumber: string) => ({
  confirmationNumber,
  status: 'Confirmed',
  lastUpdatedDate: '2026-11-10 09:00:00',
  hotelId: 1,
  chainId: 7,
})
const answer = (mark: unknown, more: object = {}) =>
  answering(
    200,
    JSON.stringify({
      status: 'SUCCESS',
      nextDeltaStartTime: mark,
      reservations: [stay('A1')],
      ...more,
    }),
    'POST',
  )

test('the search names the hotel and leaves the mark of the server alone', async t => {
  const { outcome, calls, cursor } = await openBench(sph).poll([answer('2026-11-10 12:00:00')])
  t.equal(outcome, 'ok')
  t.equal(cursor, '2026-11-10 12:00:00')
  t.match(calls[0], { method: 'POST', headers: { tenantid: '1' } })
  t.strictSame(JSON.parse(calls[0]?.body ?? ''), {
    client: 'DEMO',
    hotelId: 1,
    chainId: 7,
    startDateTime: start,
    endDateTime: '2026-11-11T12:00:00.000Z',
    delta: true,
    updateDelta: false,
  })
})

test('the mark is handed back as it was given', async t => {
  const cursor = '2026-11-10 07:30:00'
  const { calls } = await openBench({ ...sph, overlapSeconds: 60 }, { cursor }).poll([
    answer(cursor),
  ])
  t.equal(JSON.parse(calls[0]?.body ?? '').startDateTime, cursor)
})

test('of several hotels the earliest mark counts; without one nothing moves', async t => {
  const hotels = { ...sph, hotelIds: [1, 2] }
  const marks = async (...list: readonly unknown[]) =>
    (await openBench(hotels).poll(list.map(mark => answer(mark)))).cursor
  t.equal(await marks('2026-11-10 12:00:00', '2026-11-10 04:00:00'), '2026-11-10 04:00:00')
  t.equal(await marks('2026-11-10 12:00:00', null), start)
  t.equal(await marks({ toString: 1 }, '2026-11-10 12:00:00'), start)
  t.equal(await marks('soon', '2026-11-10 12:00:00'), start)
})

test('an answer that is not whole moves nothing', async t => {
  const mark = '2026-11-10 12:00:00'
  for (const wrong of [{ status: 'ERROR' }, { status: null }, { reservations: {} }]) {
    const { outcome, cursor, events } = await openBench(sph).poll([answer(mark, wrong)])
    t.match({ outcome, cursor, events }, { outcome: 'upstream_error', cursor: start, events: 0 })
  }
  const short = await openBench(sph).poll([answer(mark, { total: 5 })])
  t.match(short, { outcome: 'upstream_error', cursor: start, events: 1 })
  const nothing = await openBench(sph).poll([answer(mark, { total: 0, reservations: null })])
  t.match(nothing, { outcome: 'ok', events: 0, cursor: mark })
})
