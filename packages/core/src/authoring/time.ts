import { textOf } from '../tables/text-of.ts'

const form =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(\.\d{1,3})?\d*(?:(Z)|([+-]\d\d):?(\d\d))?$/i

/**
 * A time as platforms write it by ISO 8601: with a `T` or a blank in the middle, any number of
 * decimals, of which three are kept, and an offset with its colon or without.
 *
 * @param withoutZone what a time is that names no zone; default: no time at all
 * @returns null for anything else, a day that is in no calendar too
 * @example isoTime('2026-04-05T14:42:19.1799-0700') // 2026-04-05T21:42:19.179Z
 */
export function isoTime(value: unknown, withoutZone?: 'utc'): Date | null {
  const [, day = '', clock, decimals = '', utc, hours, minutes] =
    form.exec(textOf(value) ?? '') ?? []
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`
  const isZoned = utc !== undefined || hours !== undefined || withoutZone === 'utc'
  if (!isZoned || !isInCalendar(day)) return null
  return valid(`${day}T${clock}${decimals}${zone}`)
}

/** The engine reads 30 February as 2 March. Every month has the first 28 days. */
function isInCalendar(day: string): boolean {
  const isCertain = day.slice(8) <= '28'
  return isCertain || valid(day)?.toISOString().startsWith(day) === true
}

/**
 * Unix time, in seconds unless told otherwise.
 * @returns null if it is no number, or more than a `Date` can hold
 */
export function unixTime(
  value: unknown,
  unit: 'seconds' | 'milliseconds' = 'seconds',
): Date | null {
  if (typeof value !== 'number') return null
  return valid(unit === 'seconds' ? value * 1000 : value)
}

function valid(time: string | number): Date | null {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? null : date
}
