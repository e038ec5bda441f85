import { test } from 'tap'
import { pauseLeft, pauseSeconds, retryAfterSeconds } from '../src/outbound/retry-after.ts'

const now = new Date('2026-11-02T09:15:00Z')
const secondsOf = (headers: Readonly<Record<string, string>>) =>
  retryAfterSeconds(name => headers[name], now)

test('a date is compared with the date of the answer, or else with our clock', async t => {
  const until = 'Mon, 02 Nov 2026 09:17:00 GMT'
  t.equal(secondsOf({ 'retry-after': until }), 120)
  const hoursOff = { 'retry-after': until, date: 'Mon, 02 Nov 2026 09:16:30 GMT' }
  t.equal(secondsOf(hoursOff), 30, 'by a clock that is ahead of ours')
  const behind = { 'retry-after': until, date: 'Mon, 02 Nov 2026 03:16:30 GMT' }
  t.equal(secondsOf(behind), 6 * 3_600 + 30, 'by one that is behind')
  t.equal(secondsOf({ 'retry-after': until, date: 'today' }), 120, 'a date that is none')
})

test('no pause is longer than a day, or goes back in time', async t => {
  t.equal(secondsOf({ 'retry-after': '9'.repeat(30) }), 86_400)
  t.equal(secondsOf({ 'retry-after': 'Mon, 02 Nov 2099 09:17:00 GMT' }), 86_400)
  t.equal(secondsOf({ 'retry-after': 'Mon, 02 Nov 2026 09:10:00 GMT' }), 0)
})

test('what is longer than any date says nothing', async t => {
  t.equal(secondsOf({ 'retry-after': '9'.repeat(400) }), undefined)
  t.equal(secondsOf({ 'retry-after': `Mon, ${' '.repeat(65_536)}02 Nov 2026` }), undefined)
})

test('pauses double while it refuses, and follow the platform where it asks for more', async t => {
  const pausesOf = (asked: number | undefined, count: number) => {
    const pauses: number[] = []
    while (pauses.length < count) pauses.push(pauseSeconds(asked, pauses.at(-1)))
    return pauses
  }
  t.strictSame(pausesOf(0, 11), [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  t.strictSame(pausesOf(undefined, 5), [60, 120, 240, 300, 300])
  t.strictSame(pausesOf(3_600, 3), [3_600, 3_600, 3_600])
  t.equal(pauseSeconds(0, 0), 1, 'however short the pause before was')
  const odd = [2.5, -7, Number.NaN, Number.POSITIVE_INFINITY]
  t.strictSame(
    odd.map(asked => pauseSeconds(asked, undefined)),
    [3, 1, 60, 86_400],
  )
})

test('what is left of a pause', async t => {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
  const last = { at: now, retryAfterSeconds: 30 }
  t.equal(pauseLeft(last, now), 30)
  t.equal(pauseLeft(last, after(10.5)), 20, 'not a moment too early')
  t.equal(pauseLeft(last, after(30)), 0)
  t.equal(pauseLeft(last, after(90)), 0)
  t.equal(pauseLeft(last, after(-10)), 20, 'by the clock of another server')
  t.equal(pauseLeft(last, after(-3_600)), 0, 'a clock that was set back does not make it last')
  t.equal(pauseLeft({ at: now, retryAfterSeconds: null }, now), 0)
  t.equal(pauseLeft(null, now), 0)
})
