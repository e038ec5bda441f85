import assert from 'node:assert/strict'
import {
  daysBetween,
  deadlineOf,
  isTimezone,
  type LawProfile,
  lawProfiles,
  loadHolidays,
  noHolidays,
  type RequestType,
  requestTypes,
  termOf,
} from '@conduit/privacy/clock'
import fc from 'fast-check'
import { test } from 'tap'

const usual = {
  law: 'gdpr' as LawProfile,
  type: 'access' as RequestType,
  timezone: 'UTC',
  calendar: null,
  isHoliday: noHolidays,
}

const on = (day: string, time = '12:00:00Z') => new Date(`${day}T${time}`)

const months: readonly [received: string, month: string, extended: string][] = [
  ['2026-01-31', '2026-02-28', '2026-04-30'],
  ['2026-05-31', '2026-06-30', '2026-08-31'],
  ['2028-01-30', '2028-02-29', '2028-04-30'],
  ['2026-11-30', '2026-12-30', '2027-02-28'],
  ['2027-01-29', '2027-02-28', '2027-04-29'],
  ['2028-02-29', '2028-03-29', '2028-05-29'],
  ['2026-12-31', '2027-01-31', '2027-03-31'],
]
for (const [received, month, extended] of months) {
  test(`a month from ${received}`, async t => {
    const input = { ...usual, receivedAt: on(received) }
    t.equal(deadlineOf(input).rule.nominal, month)
    t.equal(deadlineOf({ ...input, isExtended: true }).rule.nominal, extended, 'from receipt')
  })
}

test('what ends on a weekend or a holiday ends with the next working day', async t => {
  const ends = async (law: LawProfile, received: string, calendar: string) => {
    const isHoliday = (await loadHolidays(calendar)) ?? assert.fail(calendar)
    const { rule } = deadlineOf({ ...usual, law, receivedAt: on(received), calendar, isHoliday })
    return [rule.nominal, rule.end, ...rule.passedOver.map(({ date, reason }) => date + reason)]
  }
  t.same(await ends('gdpr', '2026-01-31', 'DE'), [
    ...['2026-02-28', '2026-03-02', '2026-02-28weekend', '2026-03-01weekend'],
  ])
  t.same(await ends('uk_gdpr', '2026-11-25', 'GB-ENG'), [
    ...['2026-12-25', '2026-12-29', '2026-12-25holiday', '2026-12-26weekend'],
    ...['2026-12-27weekend', '2026-12-28holiday'],
  ])
  // Corpus Christi is a holiday in Bavaria and not in Berlin.
  t.same(await ends('gdpr', '2026-05-04', 'DE-BY'), [
    ...['2026-06-04', '2026-06-05', '2026-06-04holiday'],
  ])
  t.same(await ends('gdpr', '2026-05-04', 'DE-BE'), ['2026-06-04', '2026-06-04'])
})

test('California counts days, and does not mind where they end', async t => {
  const isHoliday = (await loadHolidays('US-CA')) ?? assert.fail('no calendar')
  const given = { ...usual, law: 'ccpa' as const, calendar: 'US-CA', isHoliday }
  const timezone = 'America/Los_Angeles'
  const input = { ...given, timezone, receivedAt: on('2026-11-12', '20:00:00Z') }
  const { dueAt, acknowledgeBy, rule } = deadlineOf(input)
  t.equal(rule.end, '2026-12-27', 'a Sunday')
  t.equal(dueAt.toISOString(), '2026-12-28T07:59:59.999Z')
  t.equal(rule.acknowledgement?.end, '2026-11-30', 'behind two weekends and Thanksgiving')
  t.equal(acknowledgeBy?.toISOString(), '2026-12-01T07:59:59.999Z')
  t.equal(deadlineOf({ ...input, isExtended: true }).rule.end, '2027-02-10')
  const optOut = deadlineOf({ ...input, type: 'opt_out_sale_share' })
  t.equal(optOut.rule.end, '2026-12-07')
  t.equal(optOut.acknowledgeBy, null)
  const holidays = optOut.rule.passedOver.filter(({ reason }) => reason === 'holiday')
  t.same(
    holidays.map(({ date }) => date),
    ['2026-11-26', '2026-11-27'],
    'California keeps the day behind it as well',
  )
  const extended = { ...input, type: 'limit_sensitive' as const, isExtended: true }
  t.throws(() => deadlineOf(extended), RangeError)
})

test('a day is one of the controller', async t => {
  const late = on('2026-03-31', '22:30:00Z')
  const rule = (timezone: string) => deadlineOf({ ...usual, timezone, receivedAt: late }).rule
  t.match(rule('UTC'), { received: '2026-03-31', nominal: '2026-04-30' })
  t.match(rule('Europe/Berlin'), { received: '2026-04-01', nominal: '2026-05-01' })
  t.match(rule('America/New_York'), { received: '2026-03-31', nominal: '2026-04-30' })
  t.match(rule('Pacific/Kiritimati'), { received: '2026-04-01', nominal: '2026-05-01' })
  t.equal(daysBetween(late, on('2026-04-01', '21:00:00Z'), 'Europe/Berlin'), 0)
  t.equal(daysBetween(late, on('2026-04-01', '21:00:00Z'), 'UTC'), 1)
})

test('a day on which clocks are changed ends with its own midnight', async t => {
  const due = (timezone: string, received: string, law: LawProfile) =>
    deadlineOf({ ...usual, law, timezone, receivedAt: on(received) }).dueAt.toISOString()
  // 45 days behind: clocks go forward on 14 March 2027, and back on 7 November.
  t.equal(due('America/Los_Angeles', '2027-01-28', 'ccpa'), '2027-03-15T06:59:59.999Z')
  t.equal(due('America/Los_Angeles', '2027-09-23', 'ccpa'), '2027-11-08T07:59:59.999Z')
  t.equal(due('Europe/Berlin', '2026-02-27', 'gdpr'), '2026-03-27T22:59:59.999Z')
  t.equal(due('Europe/Berlin', '2026-03-02', 'gdpr'), '2026-04-02T21:59:59.999Z')
  // There is no midnight on 6 September 2026 in Santiago: the fifth ends where the sixth begins, at one.
  t.equal(due('America/Santiago', '2026-07-22', 'ccpa'), '2026-09-06T03:59:59.999Z')
})

test('days on which the time stood still are added, before it is moved to a working day', async t => {
  const { rule } = deadlineOf({ ...usual, receivedAt: on('2026-10-12'), stoppedDays: 9 })
  t.match(rule, { nominal: '2026-11-21', end: '2026-11-23', stoppedDays: 9 })
})

test('what is no time zone and no calendar', async t => {
  for (const zone of ['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])
    t.ok(isTimezone(zone), zone)
  for (const zone of ['', 'Nowhere/Else', '+02:00', '-0330', 'Europe/Berlin\0'])
    t.notOk(isTimezone(zone), zone)
  const wrong = ['XX', '', 'DE-XX', 'de', 'toString', 'DE-constructor', 'DE-', 'DE-BY-']
  for (const calendar of [...wrong, 'DE-BY-NONSENSE', 'DE-BY-A-xxx', 'DE-BE-A', 'DE--A'])
    t.equal(await loadHolidays(calendar), null, calendar)
})

test('the holidays of a place are those of its part and its own', async t => {
  const bavaria = (await loadHolidays('DE-BY')) ?? assert.fail('no calendar')
  const augsburg = (await loadHolidays('DE-BY-A')) ?? assert.fail('no calendar')
  t.same(['2026-06-04', '2026-08-08'].map(bavaria), [true, false])
  t.same(['2026-06-04', '2026-08-08'].map(augsburg), [true, true], 'the Peace Festival')
})

test('half a holiday is no free day, and a long one is each of its days', async t => {
  const china = (await loadHolidays('CN')) ?? assert.fail('no calendar')
  t.notOk(china('2026-05-04'), 'Youth Day, from noon on')
  const arabia = (await loadHolidays('SA')) ?? assert.fail('no calendar')
  t.same(['2026-05-25', '2026-05-26', '2026-05-29', '2026-05-30'].map(arabia), [
    false,
    true,
    true,
    false,
  ])
})

const anyInput = fc.record({
  law: fc.constantFrom(...lawProfiles),
  type: fc.constantFrom(...requestTypes),
  receivedAt: fc.date({ min: on('1990-01-01'), max: on('2090-01-01'), noInvalidDate: true }),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Asia/Kolkata'),
  free: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 40 }),
  stoppedDays: fc.nat(60),
  wantsMore: fc.boolean(),
})

test('any deadline is the last millisecond of its day, and of a working day where the law says so', async t => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anyInput, ({ free, wantsMore, ...given }) => {
        const days = new Set(
          free.map(each =>
            new Date(given.receivedAt.getTime() + each * 86_400_000).toISOString().slice(0, 10),
          ),
        )
        const term = termOf(given.law, given.type)
        const isExtended = wantsMore && term.extended !== null
        const isHoliday = (date: string) => days.has(date)
        const { dueAt, rule } = deadlineOf({ ...given, calendar: null, isHoliday, isExtended })
        const local = (moment: number) =>
          new Intl.DateTimeFormat('sv-SE', { timeZone: given.timezone, dateStyle: 'short' }).format(
            moment,
          )
        assert.equal(local(dueAt.getTime()), rule.end)
        assert.ok(local(dueAt.getTime() + 1) > rule.end)
        assert.equal(local(given.receivedAt.getTime()), rule.received)
        assert.ok(rule.end >= rule.nominal && rule.nominal > rule.received)
        const weekday = new Date(`${rule.end}T00:00:00Z`).getUTCDay()
        const isFree = weekday === 0 || weekday === 6 || days.has(rule.end)
        if (term.endsOnWorkingDay) assert.ok(!isFree)
        if (!isExtended && term.extended !== null) {
          const later = deadlineOf({ ...given, calendar: null, isHoliday, isExtended: true })
          assert.ok(later.dueAt > dueAt)
        }
      }),
      { numRuns: 2000 },
    ),
  )
})
