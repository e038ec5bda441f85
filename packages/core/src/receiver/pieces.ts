import type { Failure, OpenIntegration } from './create-receiver.ts'
import { smallBytes } from './own-turn.ts'
import type { Share, Sorted } from './whose.ts'

/** A part of a share that is understood, kept and recorded at once. */
export interface SharePart extends Share {
  readonly integration: OpenIntegration
  /** Id of the delivery that it belongs to; all parts of a share have the same. */
  readonly id: string
  /** What of the delivery was nobody's; told with the first part. */
  readonly ignored: number
  readonly isLast: boolean
  /** It is all of the share. */
  readonly isWhole: boolean
  /**
   * What it is known by should the same bytes come again: its place. Null for all that is small, and
   * for the last part, which says more than its events.
   */
  readonly place: string | null
  /** What of the share could not be processed; one list for all parts, complete with the last one. */
  readonly failures: Failure[]
}

/** What is recorded in one transaction. */
export type Piece = readonly SharePart[]

/** So many events keep nobody else waiting for more than about 5 ms. */
const mostEvents = 100

/**
 * A delivery in pieces. A small one is one piece with all its shares. A large one is cut, so that
 * others get their turn in between; each piece is recorded by itself, which a repetition makes good
 * should a later one fail.
 *
 * @param bytes length of the body, by which large events are told from small ones
 * @param makeId makes ids of deliveries, UUIDv7
 */
export function piecesOf(
  { shares, ignored }: Sorted,
  bytes: number,
  makeId: () => string,
): Piece[] {
  let events = 0
  for (const share of shares) events += share.events.length
  const size = sizeOf(events, bytes)
  const partOf = (share: Share, index: number): SharePart => ({
    integration: share.integration,
    events: share.events,
    rejected: share.rejected,
    id: makeId(),
    ignored: index === 0 ? ignored : 0,
    isLast: true,
    isWhole: true,
    place: null,
    failures: [],
  })
  const whole = shares.map(partOf)
  return events <= size ? [whole] : [...cut(whole, size)]
}

function sizeOf(events: number, bytes: number): number {
  const fitting = Math.floor((smallBytes * events) / Math.max(bytes, 1))
  return Math.min(Math.max(fitting, 1), mostEvents)
}

function* cut(shares: readonly SharePart[], size: number): Generator<Piece> {
  for (const share of shares) {
    const { events } = share
    for (let start = 0; start === 0 || start < events.length; start += size) {
      const isFirst = start === 0
      const isLast = start + size >= events.length
      yield [
        {
          ...share,
          events: events.slice(start, start + size),
          ignored: isFirst ? share.ignored : 0,
          rejected: isFirst ? share.rejected : [],
          isLast,
          isWhole: events.length <= size,
          place: isLast ? null : `${start}+${size}`,
        },
      ]
    }
  }
}
