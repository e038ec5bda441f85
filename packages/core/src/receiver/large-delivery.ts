import type { KeyedHash } from '@conduit/privacy'
import { refuse } from '../contract/errors.ts'
import type { Genuine } from './genuine.ts'
import { pieceKeys } from './keep.ts'
import { ownTurn } from './own-turn.ts'
import type { Piece, SharePart } from './pieces.ts'

/** What happens between the pieces of a large delivery. */
export interface LargeDelivery {
  /**
   * To be waited for before each piece.
   *
   * @returns the delivery that the piece was recorded with when the same bytes came before; null: it is
   *   to be recorded now
   * @throws `unavailable`: the platform waits no longer; when it sends again, the rest has its turn
   */
  before(piece: Piece): Promise<string | null>
}

/**
 * Keeps a large delivery from harming anybody: each of its pieces waits for a turn of its own, and
 * when its time is over the rest is left to its repetition, which goes on from there.
 *
 * @param startedAt when it began to be read, by `elapsed()`
 * @param milliseconds how long it may take from then on. Where reading it took most of that, it is
 *   recorded for as long again, so that each repetition gets further; one piece is in any case
 */
export async function largeDelivery(
  genuine: Genuine,
  pieces: readonly Piece[],
  startedAt: number,
  milliseconds: number,
): Promise<LargeDelivery> {
  const { elapsed } = genuine.receiver
  // The digest of all its bytes, and a key for each piece.
  await ownTurn()
  const known = await recordedBefore(genuine, pieces)
  const readAt = elapsed()
  const until = Math.max(startedAt + milliseconds, readAt + (readAt - startedAt))
  let isFirst = true
  return {
    async before([part]) {
      const owner = part && known.get(part)
      if (owner !== undefined) return owner
      if (!isFirst && elapsed() >= until) refuse('unavailable', 'not_done_in_time')
      isFirst = false
      await ownTurn()
      return null
    },
  }
}

/** Which parts were recorded when the same bytes came before, and with which delivery. */
async function recordedBefore(
  genuine: Genuine,
  pieces: readonly Piece[],
): Promise<ReadonlyMap<SharePart, string>> {
  const { store } = genuine.receiver
  const before = new Map<SharePart, string>()
  for (const [controllerId, parts] of byController(pieces.flat())) {
    const keyed = parts.map(part => ({ part, keys: pieceKeys(genuine, part) }))
    const seen = await store.seen(
      controllerId,
      keyed.flatMap(({ keys }) => keys),
    )
    for (const { part, keys } of keyed) {
      const owner = ownerOf(keys, seen)
      if (owner !== undefined) before.set(part, owner)
    }
  }
  return before
}

function byController(parts: readonly SharePart[]): ReadonlyMap<string, readonly SharePart[]> {
  const groups = new Map<string, SharePart[]>()
  for (const part of parts) {
    const { id } = part.integration.stored.controller
    const group = groups.get(id) ?? []
    group.push(part)
    groups.set(id, group)
  }
  return groups
}

function ownerOf(
  keys: readonly KeyedHash[],
  seen: ReadonlyMap<KeyedHash, string>,
): string | undefined {
  for (const key of keys) {
    const owner = seen.get(key)
    if (owner !== undefined) return owner
  }
  return undefined
}
