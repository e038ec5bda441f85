import { isoTime, unixTime } from '@conduit/core'

/** A number below this is in seconds: as milliseconds it would lie in March 1973. */
const firstMilliseconds = 1e11

/** The time that an event states: ISO 8601 with its offset, or Unix time. Null if unreadable. */
export function occurrence(value: unknown): Date | null {
  if (typeof value !== 'number') return isoTime(value)
  return unixTime(value, value < firstMilliseconds ? 'seconds' : 'milliseconds')
}
