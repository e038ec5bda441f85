import {
  appendLeaf,
  type Frontier,
  hashLength,
  isSameHash,
  rootOf,
  tileWidth,
} from '@conduit/privacy/merkle'
import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { type AuditFault, faultAt } from './audit-fault.ts'
import { type EntryRow, entryHash } from './entry-bytes.ts'
import { readTiles } from './read-tiles.ts'

/** An entry that is sealed, as it stands in its row. */
export interface SealedRow extends EntryRow {
  readonly seq: number
  /** Hexadecimal. */
  readonly leafHash: string
}

/** Entries from one good checkpoint to the next, or to the end. */
export interface Stretch {
  readonly controllerId: string
  /** The tree before them. */
  readonly before: Frontier
  readonly rows: readonly SealedRow[]
}

/**
 * Says what became of an entry that is not the one that was sealed under its number.
 *
 * @param row the entry that has the number now; undefined: none
 */
export async function nameFault(
  database: Database,
  { controllerId, rows }: Stretch,
  seq: number,
  row: SealedRow | undefined,
): Promise<AuditFault> {
  const [sealed] = await sealedHashes(database, controllerId, [seq])
  const wanted = new Set([sealed, row?.leafHash].filter(each => each !== undefined))
  const isWanted = (hash: Buffer) => wanted.has(hash.toString('hex'))
  const moved = rows.find(each => each.seq !== seq && isWanted(entryHash(controllerId, seq, each)))
  if (moved !== undefined)
    return faultAt('reordered', seq, `the entry that was sealed here has the number ${moved.seq}`)
  if (await isOfAnother(database, controllerId, seq, row, sealed))
    return faultAt('swapped_controller', seq, 'the entry changed places with one of another log')
  return row === undefined
    ? faultAt('missing', seq, 'there is no entry of this number')
    : faultAt('altered', seq, 'the entry is not as it was sealed')
}

/**
 * Says what became of entries that are whole in themselves and give another root than was signed: by the
 * tree as it was kept, where that is still the one that was signed.
 */
export async function nameForkedFault(
  database: Database,
  stretch: Stretch,
  root: Uint8Array,
): Promise<AuditFault> {
  const { controllerId, before, rows } = stretch
  const first = before.size + 1
  const frontier: Frontier = { size: before.size, hashes: [...before.hashes] }
  const sealed = await sealedHashes(
    database,
    controllerId,
    rows.map(({ seq }) => seq),
  )
  for (const hash of sealed) appendLeaf(frontier, Buffer.from(hash ?? '', 'hex'))
  const differing = rows.find(({ leafHash }, index) => leafHash !== sealed[index])
  if (differing !== undefined && isSameHash(rootOf(frontier), root))
    return await nameFault(database, stretch, differing.seq, differing)
  const last = before.size + rows.length
  return faultAt('forked', first, 'the entries are another history than was signed', last)
}

/** The hashes that the tree has for entries, hexadecimal; undefined: it is lost there as well. */
async function sealedHashes(
  database: Database,
  controllerId: string,
  seqs: readonly number[],
): Promise<readonly (string | undefined)[]> {
  return await database.run(async executor => {
    const readTile = readTiles(executor, controllerId)
    const hashes: (string | undefined)[] = []
    for (const seq of seqs) {
      const tile = await readTile(0, Math.floor((seq - 1) / tileWidth)).catch(noneIfMissing)
      const start = ((seq - 1) % tileWidth) * hashLength
      const hash = tile.subarray(start, start + hashLength)
      hashes.push(hash.length === hashLength ? Buffer.from(hash).toString('hex') : undefined)
    }
    return hashes
  })
}

function noneIfMissing(error: unknown): Uint8Array {
  if (error instanceof RangeError) return new Uint8Array()
  throw error
}

/** Whether the entry was sealed in another log, or the one that was sealed here stands there now. */
async function isOfAnother(
  database: Database,
  controllerId: string,
  seq: number,
  row: SealedRow | undefined,
  sealed: string | undefined,
): Promise<boolean> {
  const others = rowsOf<{ id: string; hasIt: boolean }>(
    await database.run(executor =>
      executor.execute(sql`select controller_id as id, exists (
          select from audit_entries e where e.controller_id = h.controller_id
            and e.leaf_hash = decode(${sealed ?? ''}, 'hex')) as "hasIt"
        from audit_heads h where controller_id <> ${controllerId}`),
    ),
  )
  return others.some(
    ({ id, hasIt }) =>
      hasIt || (row !== undefined && entryHash(id, seq, row).toString('hex') === row.leafHash),
  )
}
