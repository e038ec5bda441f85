import type { Share, Sorted } from './whose.ts'

/** A part of a share that is understood, kept and recorded at once. */
interface SharePiece extends Share {
  /** Id of the delivery that it belongs to; all pieces of a share have the same. */
  readonly id: string
  /** What of the delivery was nobody's; told with the first piece. */
  readonly ignored: number
  readonly isLast: boolean
  /** It is all of the share. */
  readonly isWhole: boolean
}

/** What is recorded in one transaction. */
export interface Piece {
  readonly shares: readonly SharePiece[]
}

/** So many events, or events of so many bytes, keep nobody else waiting for more than about 10 ms. */
const mostEvents = 200
const mostBytes = 100_000

/**
 * A delivery in pieces. A small one is one piece with all its shares. A large one is cut, so that
 * others get their turn in between; each piece is recorded by itself, which a repetition makes good
 * should a later one fail.
 *
 * @param bytes length of the body, by which large events are told from small ones
 * @param makeId makes ids of deliveries, UUIDv7
 */
export function* piecesOf(
  { shares, ignored }: Sorted,
  bytes: number,
  makeId: () => string,
): Generator<Piece> {
  const whole = shares.map((share, index) => ({
    ...share,
    id: makeId(),
    ignored: index === 0 ? ignored : 0,
    isLast: true,
    isWhole: true,
  }))
  const events = shares.reduce((sum, share) => sum + share.events.length, 0)
  const size = sizeOf(events, bytes)
  if (events <= size) {
    yield { shares: whole }
    return
  }
  for (const share of whole) yield* piecesOfShare(share, size)
}

function sizeOf(events: number, bytes: number): number {
  const fitting = Math.floor((mostBytes * events) / Math.max(bytes, 1))
  return Math.min(Math.max(fitting, 1), mostEvents)
}

function* piecesOfShare(share: SharePiece, size: number): Generator<Piece> {
  const { events } = share
  for (let start = 0; start === 0 || start < events.length; start += size) {
    const isFirst = start === 0
    yield {
      shares: [
        {
          ...share,
          events: events.slice(start, start + size),
          ignored: isFirst ? share.ignored : 0,
          rejected: isFirst ? share.rejected : [],
          isLast: start + size >= events.length,
          isWhole: events.length <= size,
        },
      ],
    }
  }
}
