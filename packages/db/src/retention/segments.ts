import { firstIdAt } from '../database/id-time.ts'
import type { Kind } from './kept-days.ts'

const dayMilliseconds = 86_400_000

/** Activities of one stretch of time, of which the same kinds are over. */
export interface Segment {
  /** Ids behind this one; it is done already. */
  readonly after: string
  /** Ids before this one. */
  readonly before: string
  readonly over: ReadonlySet<Kind>
}

/** Where nothing was swept yet. */
export const firstOfAll = firstIdAt(new Date(0))

/** The id before which a kind that is kept for so many days is over. */
export function cutoffOf(days: number, now: Date): string {
  return firstIdAt(new Date(now.getTime() - days * dayMilliseconds))
}

/**
 * The stretches that are to be swept, the oldest first. Each activity lies in one of them, so it is
 * written once, with everything that is over by then.
 *
 * @param days how long each kind is kept
 * @param marks how far each kind has been swept
 */
export function segmentsOf(
  days: ReadonlyMap<Kind, number>,
  marks: ReadonlyMap<string, string>,
  now: Date,
): readonly Segment[] {
  const cutoffs = new Map([...days].map(([kind, each]) => [kind, cutoffOf(each, now)]))
  const ends = [...new Set(cutoffs.values())].sort()
  return ends.flatMap((before, index) => {
    const over = new Set([...cutoffs].filter(([, end]) => end >= before).map(([kind]) => kind))
    const done = [...over].map(kind => marks.get(kind) ?? firstOfAll).sort()[0] ?? firstOfAll
    const begin = ends[index - 1] ?? firstOfAll
    const [, after = begin] = [begin, done].sort()
    return after < before ? [{ after, before, over }] : []
  })
}
