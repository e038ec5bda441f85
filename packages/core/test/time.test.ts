import { isoTime, unixTime } from '@conduit/core'
import { test } from 'tap'

const text = (time: Date | null) => time?.toISOString() ?? null

test('a time is read in each way that platforms write it', async t => {
  const expected = '2026-04-05T21:42:19.000Z'
  for (const value of [
    '2026-04-05T21:42:19Z',
    '2026-04-05T21:42:19z',
    '2026-04-05 21:42:19Z',
    '2026-04-05T14:42:19-07:00',
    '2026-04-05T14:42:19-0700',
    '2026-04-05T21:42:19.0009999Z',
  ]) {
    t.equal(text(isoTime(value)), expected, value)
  }
  t.equal(text(isoTime('2026-09-10T21:31:25.179851517Z')), '2026-09-10T21:31:25.179Z')
  t.equal(text(isoTime('2026-09-10T21:31:25.1+01:00')), '2026-09-10T20:31:25.100Z')
  t.equal(text(isoTime('2026-09-10T21:31Z')), '2026-09-10T21:31:00.000Z')
})

test('a time that names no zone counts only where it is known', async t => {
  t.equal(isoTime('2026-04-05T21:42:19'), null)
  t.equal(text(isoTime('2026-04-05T21:42:19', 'utc')), '2026-04-05T21:42:19.000Z')
  t.equal(text(isoTime('2026-04-05T21:42:19+02:00', 'utc')), '2026-04-05T19:42:19.000Z')
})

test('anything else is no time', async t => {
  for (const value of [
    '',
    'now',
    '2026-04-05',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-04-05T25:00:00Z',
    '2026-04-05T21:42:19ZZ',
    ' 2026-04-05T21:42:19Z',
    '05/04/2026 21:42:19Z',
    1_775_425_339,
    null,
    undefined,
    {},
    [],
  ]) {
    t.equal(isoTime(value, 'utc'), null, String(value))
  }
})

test('Unix time is a number of seconds, or of milliseconds', async t => {
  t.equal(text(unixTime(1_775_425_339)), '2026-04-05T21:42:19.000Z')
  t.equal(text(unixTime(1_775_425_339.5)), '2026-04-05T21:42:19.500Z')
  t.equal(text(unixTime(1_775_425_339_123, 'milliseconds')), '2026-04-05T21:42:19.123Z')
  t.equal(text(unixTime(0)), '1970-01-01T00:00:00.000Z')
  for (const value of ['1775425339', null, undefined, Number.NaN, 1e20, true, {}]) {
    t.equal(unixTime(value), null, String(value))
  }
})
