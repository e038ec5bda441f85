import { hashLength, isSameHash, nodeHash } from './hashes.ts'

/** The root of a tree, and how many leaves it has. */
export interface TreeHead {
  readonly size: number
  readonly root: Uint8Array
}

/** Whether a proof shows that a leaf is in a tree (RFC 9162, 2.1.3.2). */
export function isIncluded(
  leaf: { readonly index: number; readonly hash: Uint8Array },
  { size, root }: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (leaf.index < 0 || leaf.index >= size || ![root, leaf.hash, ...proof].every(isHash))
    return false
  const place = { at: leaf.index, last: size - 1 }
  let hash = leaf.hash
  for (const other of proof) {
    if (place.last === 0) return false
    if (isRight(place)) {
      hash = nodeHash(other, hash)
      climbToRight(place)
    } else {
      hash = nodeHash(hash, other)
    }
    climb(place)
  }
  return place.last === 0 && isSameHash(hash, root)
}

/** Whether a proof shows that a tree is an older one that has grown (RFC 9162, 2.1.4.2). */
export function isConsistent(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (older.size > newer.size) return false
  // Whatever there is has grown out of nothing: that shows nothing.
  if (older.size === 0) return false
  if (older.size === newer.size) return proof.length === 0 && isSameHash(older.root, newer.root)
  if (![older.root, newer.root, ...proof].every(isHash)) return false
  // A perfect tree is a node of the newer one, and is not told twice.
  const isPerfect = Number.isInteger(Math.log2(older.size))
  const [first, ...rest] = isPerfect ? [older.root, ...proof] : proof
  if (first === undefined || (isPerfect && rest.length === 0)) return false
  const place = { at: older.size - 1, last: newer.size - 1 }
  while (place.at % 2 === 1) climb(place)
  let [before, now] = [first, first]
  for (const other of rest) {
    if (place.last === 0) return false
    if (isRight(place)) {
      before = nodeHash(other, before)
      now = nodeHash(other, now)
      climbToRight(place)
    } else {
      now = nodeHash(now, other)
    }
    climb(place)
  }
  return place.last === 0 && isSameHash(before, older.root) && isSameHash(now, newer.root)
}

/** A node of a level, and the last one of it. */
interface Place {
  at: number
  last: number
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === hashLength
}

/** It has its neighbour at its left. */
function isRight({ at, last }: Place): boolean {
  return at % 2 === 1 || at === last
}

/** The last node of a level may stand for itself some levels higher. */
function climbToRight(place: Place): void {
  while (place.at % 2 === 0 && place.at !== 0) climb(place)
}

function climb(place: Place): void {
  place.at = Math.floor(place.at / 2)
  place.last = Math.floor(place.last / 2)
}
