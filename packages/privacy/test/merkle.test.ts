import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import {
  appendLeaf,
  consistencyProof,
  emptyRoot,
  extendTiles,
  type Frontier,
  inclusionProof,
  isConsistent,
  isIncluded,
  leafHash,
  nodeHash,
  type ReadTile,
  rangeHash,
  rootOf,
} from '@conduit/privacy/merkle'
import fc from 'fast-check'
import { test } from 'tap'

interface Vectors {
  readonly inclusion: readonly {
    readonly name: string
    readonly index: number
    readonly size: number
    readonly root: string | null
    readonly leaf: string | null
    readonly proof: readonly (string | null)[]
    readonly isGood: boolean
  }[]
  readonly consistency: readonly {
    readonly name: string
    readonly olderSize: number
    readonly size: number
    readonly olderRoot: string | null
    readonly root: string | null
    readonly proof: readonly (string | null)[]
    readonly isGood: boolean
  }[]
}

const path = new URL('../../test/vectors/merkle-proofs.json', import.meta.url)
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors
const bytes = (text: string | null) => Buffer.from(text ?? '', 'hex')
/** All of the leaves are ASCII. */
const textOf = (leaf: string) => bytes(leaf).toString('latin1')
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')

/** The leaves that implementations of RFC 6962 try theirs with, and the roots of 0 to 8 of them. */
const leaves = [
  ...['', '00', '10', '2021', '3031', '40414243', '5051525354555657'],
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** Root as RFC 6962, 2.1 defines it, word for word. */
function definedRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes
  if (first === undefined) return emptyRoot
  if (hashes.length === 1) return first
  let split = 1
  while (split * 2 < hashes.length) split *= 2
  return nodeHash(definedRoot(hashes.slice(0, split)), definedRoot(hashes.slice(split)))
}

const leafOf = (index: number) => leafHash(String(index))

/** A log that is kept as tiles, of which only those that are asked for are read. */
function keptLog() {
  const tiles = new Map<string, Uint8Array>()
  let size = 0
  const readTile: ReadTile = async (level, place) => {
    const found = tiles.get(`${level}/${place}`)
    assert.ok(found, `tile ${level}/${place}`)
    return found
  }
  return {
    readTile,
    grow: async (count: number) => {
      const added = Array.from({ length: count }, (_, index) => leafOf(size + index))
      const changed = await extendTiles(size, added, readTile)
      for (const { level, place, hashes } of changed) tiles.set(`${level}/${place}`, hashes)
      size += count
    },
  }
}

test('roots of the official leaves', async t => {
  const frontier: Frontier = { size: 0, hashes: [] }
  t.equal(hex(rootOf(frontier)), roots[0])
  for (const [index, leaf] of leaves.entries()) {
    appendLeaf(frontier, leafHash(textOf(leaf)))
    t.equal(hex(rootOf(frontier)), roots[index + 1])
  }
  const abc: Frontier = { size: 0, hashes: [] }
  for (const leaf of ['a', 'b', 'c']) appendLeaf(abc, leafHash(leaf))
  t.equal(hex(rootOf(abc)), '36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1')
})

test('an outside implementation says the same of each proof', async t => {
  for (const { name, index, size, root, leaf, proof, isGood } of vectors.inclusion) {
    const at = { index, hash: bytes(leaf) }
    t.equal(isIncluded(at, { size, root: bytes(root) }, proof.map(bytes)), isGood, name)
  }
  for (const { name, olderSize, size, olderRoot, root, proof, isGood } of vectors.consistency) {
    const older = { size: olderSize, root: bytes(olderRoot) }
    t.equal(isConsistent(older, { size, root: bytes(root) }, proof.map(bytes)), isGood, name)
  }
})

test('proofs are those of the outside implementation', async t => {
  const hashes = leaves.map(leaf => leafHash(textOf(leaf)))
  const [tile] = await extendTiles(0, hashes, async () => assert.fail('nothing is kept yet'))
  const readTile = async () => tile?.hashes ?? assert.fail('no tile')
  const good = vectors.inclusion.filter(({ name }) => name.endsWith('happy-path'))
  for (const { index, size, proof } of good)
    t.same((await inclusionProof(index, size, readTile)).map(hex), proof)
  const grown = vectors.consistency.filter(({ name }) => name.endsWith('happy-path'))
  for (const { olderSize, size, proof } of grown)
    t.same((await consistencyProof(olderSize, size, readTile)).map(hex), proof)
  t.ok(good.length >= 5 && grown.length >= 5)
})

test('a log that grows in pieces of any size proves all of itself', async () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(), fc.nat(), async (counts, one, other) => {
      const log = keptLog()
      for (const count of counts) await log.grow(count)
      const size = counts.reduce((sum, count) => sum + count, 0)
      if (size === 0) return
      const all = Array.from({ length: size }, (_, index) => leafOf(index))
      const head = { size, root: definedRoot(all) }
      assert.equal(hex(await rangeHash(0, size, log.readTile)), hex(head.root))
      const index = one % size
      const leaf = { index, hash: leafOf(index) }
      const proof = await inclusionProof(index, size, log.readTile)
      assert.ok(isIncluded(leaf, head, proof))
      assert.ok(!isIncluded({ ...leaf, hash: leafOf(size) }, head, proof))
      const olderSize = 1 + (other % size)
      const older = { size: olderSize, root: definedRoot(all.slice(0, olderSize)) }
      const grown = await consistencyProof(older.size, size, log.readTile)
      assert.ok(isConsistent(older, head, grown))
      assert.ok(!isConsistent({ ...older, root: leafOf(size) }, head, grown))
    }),
    { numRuns: 40 },
  )
})

test('what is not there is not proven', async t => {
  const { readTile } = keptLog()
  await t.rejects(inclusionProof(3, 3, readTile), RangeError)
  await t.rejects(inclusionProof(-1, 3, readTile), RangeError)
  await t.rejects(consistencyProof(4, 3, readTile), RangeError)
  await t.rejects(consistencyProof(0, 3, readTile), RangeError)
  t.throws(() => appendLeaf({ size: 1, hashes: [] }, leafOf(0)), RangeError)
})

test('a log of 66,000 leaves reaches a third level of tiles', async t => {
  const log = keptLog()
  await log.grow(65_000)
  await log.grow(1_000)
  const frontier: Frontier = { size: 0, hashes: [] }
  for (let index = 0; index < 66_000; index += 1) appendLeaf(frontier, leafOf(index))
  const root = rootOf(frontier)
  t.equal(hex(await rangeHash(0, 66_000, log.readTile)), hex(root))
  const proof = await inclusionProof(65_999, 66_000, log.readTile)
  t.ok(isIncluded({ index: 65_999, hash: leafOf(65_999) }, { size: 66_000, root }, proof))
})
