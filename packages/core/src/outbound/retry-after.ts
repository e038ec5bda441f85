import type { Answer } from '../contract/platform.ts'
import type { FetchReport } from '../store/queue.ts'

/** A day: no platform counts calls over longer, and a nonsensical number must not put off a job for years. */
const longest = 86_400
const shortest = 1
/** What a platform is left alone for that says nothing. */
const usual = 60
/** However often it refuses, the pause that is ours and not the platform's grows no longer. */
const longestOwn = 300
/** The longest date is `Wednesday, 09-Sep-2026 08:49:37 GMT`. */
const longestHeader = 40

/**
 * Seconds to wait by the `Retry-After` of an answer: whole or, as Shopify writes them, decimal
 * seconds, or an HTTP date; at most a day.
 *
 * @param now what an HTTP date is compared with where the answer has no `Date` of its own: a platform
 *   counts by its own clock, which may be hours off ours
 * @returns undefined if there is no header or it says neither
 */
export function retryAfterSeconds(header: Answer['header'], now: Date): number | undefined {
  const text = header('retry-after')?.trim() ?? ''
  if (text.length > longestHeader) return undefined
  if (/^\d+(?:\.\d+)?$/.test(text)) return atMost(Number(text))
  const until = timeOf(text)
  if (until === undefined) return undefined
  return atMost((until - (timeOf(header('date')) ?? now.getTime())) / 1_000)
}

/**
 * Seconds to leave a platform alone that refused: as long as it asks, but no less than twice the
 * pause that the refusal just before led to, up to five minutes. Whoever always answers "at once" is
 * so asked less and less often.
 *
 * @param asked by the platform; undefined: it did not say
 * @param before the pause before, where it refused then as well and was not read in between
 */
export function pauseSeconds(asked: number | undefined, before: number | undefined): number {
  const own = before === undefined ? shortest : Math.min(before * 2, longestOwn)
  // An adapter may hand on what a platform wrote: any number, or none.
  const wanted = asked === undefined || Number.isNaN(asked) ? usual : atMost(asked)
  return Math.max(wanted, own, shortest)
}

/** Whole seconds for which a platform is still to be left alone, by how the last run there ended. */
export function pauseLeft(
  last: Pick<FetchReport, 'at' | 'retryAfterSeconds'> | null,
  now: Date,
): number {
  const pause = last?.retryAfterSeconds ?? 0
  if (last === null || pause <= 0) return 0
  // A clock that was set back since makes it no longer than the pause was.
  const waited = Math.abs(now.getTime() - last.at.getTime()) / 1_000
  return Math.max(Math.ceil(pause - waited), 0)
}

function atMost(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 0), longest)
}

/** An HTTP date in milliseconds; `Date.parse` alone would take much that is none. */
function timeOf(text = ''): number | undefined {
  if (text.length > longestHeader || !/^[A-Z][a-z]{2,8}, /.test(text)) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
