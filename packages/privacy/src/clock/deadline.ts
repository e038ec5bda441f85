import { Temporal } from 'temporal-polyfill'
import { type LawProfile, type Period, type RequestType, termOf } from './laws.ts'
import { addWorkingDays, type FreeDay, type IsHoliday, workingDayFrom } from './working-days.ts'

/** What a deadline depends on. */
export interface ClockInput {
  readonly law: LawProfile
  readonly type: RequestType
  /** When the controller received the request. */
  readonly receivedAt: Date
  /** Of the controller, IANA: in it a day begins and ends. */
  readonly timezone: string
  /** The holiday calendar that `isHoliday` speaks for, `DE-BY`; null: weekends alone are free. */
  readonly calendar: string | null
  readonly isHoliday: IsHoliday
  readonly isExtended?: boolean
  /** So many days the time did not run. */
  readonly stoppedDays?: number
}

/**
 * How a deadline came about, to be stored with it: whoever reads it years later sees which law, which
 * days and which calendar made it. All days are days at the controller.
 */
export interface DeadlineRule {
  readonly law: LawProfile
  /** All that apply, where there are several: this one ends first of them. */
  readonly laws?: readonly LawProfile[]
  /** Where it is written. */
  readonly source: string
  readonly timezone: string
  readonly calendar: string | null
  /** The day of receipt. */
  readonly received: string
  readonly period: Period
  readonly isExtended: boolean
  readonly stoppedDays: number
  /** Where the period ends, before it is moved to a working day. */
  readonly nominal: string
  /** The last day. */
  readonly end: string
  /** Days that were passed over because nobody works on them. */
  readonly passedOver: readonly FreeDay[]
  /** By which day receipt has to be confirmed; null: nothing is said of it. */
  readonly acknowledgement: { readonly period: Period; readonly end: string } | null
}

/** When a request has to be answered. */
export interface Deadline {
  /** The last millisecond of the last day. */
  readonly dueAt: Date
  /** The same for confirming receipt. */
  readonly acknowledgeBy: Date | null
  readonly rule: DeadlineRule
}

/**
 * Computes when a request has to be answered.
 *
 * A month ends on the day of the same number, or where there is none on the last of the month. The
 * day of receipt does not count. What is extended counts from receipt again, not from where the first
 * period ended.
 *
 * @throws {RangeError} no such time zone; extended, and the law knows no extension
 * @example
 * deadlineOf({ law: 'gdpr', type: 'access', receivedAt, timezone: 'Europe/Berlin', calendar, isHoliday })
 */
export function deadlineOf(input: ClockInput): Deadline {
  const { law, type, receivedAt, timezone, calendar, isHoliday } = input
  const { isExtended = false, stoppedDays = 0 } = input
  const term = termOf(law, type)
  const period = isExtended ? term.extended : term.response
  if (period === null) throw new RangeError('this law knows no extension')
  const received = dayOf(receivedAt, timezone)
  const counted = added(received, period, isHoliday)
  const nominal = counted.day.add({ days: stoppedDays })
  const moved = term.endsOnWorkingDay
    ? workingDayFrom(nominal, isHoliday)
    : { day: nominal, passedOver: [] }
  const acknowledged =
    term.acknowledgement === null ? null : added(received, term.acknowledgement, isHoliday).day
  return {
    dueAt: endOf(moved.day, timezone),
    acknowledgeBy: acknowledged === null ? null : endOf(acknowledged, timezone),
    rule: {
      ...{ law, source: term.source, timezone, calendar, period, isExtended, stoppedDays },
      received: received.toString(),
      nominal: nominal.toString(),
      end: moved.day.toString(),
      passedOver: [...counted.passedOver, ...moved.passedOver],
      acknowledgement:
        acknowledged === null || term.acknowledgement === null
          ? null
          : { period: term.acknowledgement, end: acknowledged.toString() },
    },
  }
}

/** How many days begin between two moments, at the controller. */
export function daysBetween(from: Date, until: Date, timezone: string): number {
  return dayOf(from, timezone).until(dayOf(until, timezone), { largestUnit: 'days' }).days
}

/**
 * When a day begins at a controller.
 * @param day ISO 8601, `2026-10-07`
 * @returns null: there is no such day
 */
export function startOfDay(day: string, timezone: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null
  try {
    const date = Temporal.PlainDate.from(day, { overflow: 'reject' })
    return new Date(date.toZonedDateTime(timezone).epochMilliseconds)
  } catch {
    return null
  }
}

/** Is there such a time zone? */
export function isTimezone(text: string): boolean {
  try {
    dayOf(new Date(0), text)
    // An offset is none: it does not know when clocks are changed.
    return !/^[+-]/.test(text)
  } catch {
    return false
  }
}

function dayOf(moment: Date, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
}

/** A day ends where the next one begins, be it 23, 24 or 25 hours long. */
function endOf(day: Temporal.PlainDate, timezone: string): Date {
  const next = day.add({ days: 1 }).toZonedDateTime(timezone)
  return new Date(next.epochMilliseconds - 1)
}

function added(day: Temporal.PlainDate, { unit, length }: Period, isHoliday: IsHoliday) {
  if (unit === 'working_days') return addWorkingDays(day, length, isHoliday)
  // Temporal goes to the last of a month that is too short by itself.
  const reached = unit === 'months' ? day.add({ months: length }) : day.add({ days: length })
  return { day: reached, passedOver: [] }
}
