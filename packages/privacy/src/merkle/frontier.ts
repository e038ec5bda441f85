import { emptyRoot, nodeHash } from './hashes.ts'

/** A tree that grows at its end: all of it that further leaves and its root need. */
export interface Frontier {
  /** Leaves so far. */
  size: number
  /** Roots of its perfect subtrees, the largest first: one for each bit of the size that is set. */
  readonly hashes: Uint8Array[]
}

/** Adds a leaf. */
export function appendLeaf(frontier: Frontier, leaf: Uint8Array): void {
  let hash = leaf
  for (let rest = frontier.size; rest % 2 === 1; rest = (rest - 1) / 2) {
    const left = frontier.hashes.pop()
    if (left === undefined) throw new RangeError('a frontier has a hash for each bit of its size')
    hash = nodeHash(left, hash)
  }
  frontier.hashes.push(hash)
  frontier.size += 1
}

/** The root of the tree so far. */
export function rootOf({ hashes }: Frontier): Uint8Array {
  const [last, ...larger] = hashes.toReversed()
  if (last === undefined) return emptyRoot
  return larger.reduce((right, left) => nodeHash(left, right), last)
}
