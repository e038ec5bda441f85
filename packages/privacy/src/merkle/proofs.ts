import { nodeHash } from './hashes.ts'
import { type ReadTile, subtreeHash } from './tiles.ts'

/**
 * Proves that a leaf is in the tree of a size.
 *
 * @param index of the leaf, from 0
 * @returns the hashes that lead from it to the root (RFC 6962, 2.1.1)
 */
export async function inclusionProof(
  index: number,
  size: number,
  readTile: ReadTile,
): Promise<readonly Uint8Array[]> {
  if (index < 0 || index >= size) throw new RangeError('there is no such leaf')
  const path = async (start: number, end: number): Promise<readonly Uint8Array[]> => {
    if (end - start === 1) return []
    const middle = start + splitOf(end - start)
    return index < middle
      ? [...(await path(start, middle)), await rangeHash(middle, end, readTile)]
      : [...(await path(middle, end)), await rangeHash(start, middle, readTile)]
  }
  return await path(0, size)
}

/**
 * Proves that a tree has only grown since it had an older size (RFC 6962, 2.1.2).
 *
 * @param older from 1
 */
export async function consistencyProof(
  older: number,
  size: number,
  readTile: ReadTile,
): Promise<readonly Uint8Array[]> {
  if (older < 1 || older > size) throw new RangeError('there is no such size')
  const prove = async (
    start: number,
    end: number,
    isWhole: boolean,
  ): Promise<readonly Uint8Array[]> => {
    if (older === end) return isWhole ? [] : [await rangeHash(start, end, readTile)]
    const middle = start + splitOf(end - start)
    return older <= middle
      ? [...(await prove(start, middle, isWhole)), await rangeHash(middle, end, readTile)]
      : [...(await prove(middle, end, false)), await rangeHash(start, middle, readTile)]
  }
  return await prove(0, size, true)
}

/** The root over the leaves from `start` until before `end`, as it stands in a larger tree. */
export async function rangeHash(
  start: number,
  end: number,
  readTile: ReadTile,
): Promise<Uint8Array> {
  const count = end - start
  const level = Math.floor(Math.log2(count))
  const size = 2 ** level
  const left = await subtreeHash(level, start / size, readTile)
  return size === count ? left : nodeHash(left, await rangeHash(start + size, end, readTile))
}

/** The largest power of two that is smaller. */
function splitOf(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1)
}
