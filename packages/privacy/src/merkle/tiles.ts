import { hashLength, nodeHash } from './hashes.ts'

const tileHeight = 8
/** Hashes in a full tile. */
export const tileWidth = 2 ** tileHeight

/**
 * A part of a tree that is kept: up to 256 hashes beside each other. Tiles of level 0 hold leaves, those
 * of level 1 the roots of full tiles of level 0, and so on. What lies between is made from them.
 */
export interface Tile {
  readonly level: number
  readonly place: number
  readonly hashes: Uint8Array
}

/**
 * Finds the hashes of a tile.
 * @throws it is not there
 */
export type ReadTile = (level: number, place: number) => Promise<Uint8Array>

/**
 * Adds leaves to a tree that is kept as tiles.
 *
 * @param size leaves so far
 * @returns the tiles that changed, or are new
 */
export async function extendTiles(
  size: number,
  leaves: readonly Uint8Array[],
  readTile: ReadTile,
): Promise<readonly Tile[]> {
  const changed: Tile[] = []
  let hashes = leaves
  let first = size
  for (let level = 0; hashes.length > 0; level += 1) {
    const tiles = await extendLevel(level, first, hashes, readTile)
    changed.push(...tiles)
    hashes = tiles.filter(isFull).map(tile => fold(tile.hashes, 0, tileWidth))
    first = Math.floor(first / tileWidth)
  }
  return changed
}

async function extendLevel(
  level: number,
  first: number,
  hashes: readonly Uint8Array[],
  readTile: ReadTile,
): Promise<readonly Tile[]> {
  const tiles: Tile[] = []
  for (let taken = 0; taken < hashes.length; ) {
    const place = Math.floor((first + taken) / tileWidth)
    const held = (first + taken) % tileWidth
    const before = held === 0 ? new Uint8Array() : await readTile(level, place)
    const added = hashes.slice(taken, taken + tileWidth - held)
    const kept = before.subarray(0, held * hashLength)
    tiles.push({ level, place, hashes: Buffer.concat([kept, ...added]) })
    taken += added.length
  }
  return tiles
}

function isFull({ hashes }: Tile): boolean {
  return hashes.length === tileWidth * hashLength
}

/**
 * The root of a perfect subtree.
 *
 * @param level over how many levels it stands: it has 2^level leaves
 * @param index of those beside each other
 */
export async function subtreeHash(
  level: number,
  index: number,
  readTile: ReadTile,
): Promise<Uint8Array> {
  const count = 2 ** (level % tileHeight)
  const first = index * count
  const hashes = await readTile(Math.floor(level / tileHeight), Math.floor(first / tileWidth))
  return fold(hashes, first % tileWidth, count)
}

/** The root over some hashes of a tile; a power of two of them. */
function fold(hashes: Uint8Array, first: number, count: number): Uint8Array {
  if (count === 1) {
    const hash = hashes.subarray(first * hashLength, (first + 1) * hashLength)
    if (hash.length !== hashLength) throw new RangeError('a tile lacks a hash')
    return hash
  }
  const half = count / 2
  return nodeHash(fold(hashes, first, half), fold(hashes, first + half, half))
}
