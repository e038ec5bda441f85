import { usageError } from '../cli-error.ts'
import { momentOf } from '../csv/moment-of.ts'

/**
 * A time that an option was given: a day, which begins in UTC, or a moment with an offset.
 * @throws {CliError} with exit code 2: it is neither
 */
export function momentOption(name: string, given: string): string
export function momentOption(name: string, given: string | undefined): string | undefined
export function momentOption(name: string, given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const moment = momentOf(given)
  if (moment === null) throw usageError(`${name} must be a date, or a moment with an offset`)
  return moment
}
