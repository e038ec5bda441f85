import { consistencyProof, isConsistent, type TreeHead } from '@conduit/privacy/merkle'
import { arrayRows } from '../database/array-rows.ts'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { readTiles } from './read-tiles.ts'

/** A checkpoint as it is kept. */
export interface KeptCheckpoint {
  readonly controllerId: string
  readonly size: number
  readonly note: string
}

const mostAtOnce = 500
const positions = arrayRows({ controllerId: 'uuid', size: 'bigint' })
const newText = `select c.controller_id as "controllerId", c.size::text as size, c.note
  from audit_checkpoints c left join ${positions.from(1)} on given."controllerId" = c.controller_id
  where c.size > coalesce(given.size, 0) order by c.size, c.controller_id limit ${mostAtOnce}`

/**
 * Checkpoints beyond those that somebody has; each log's in its order. There may be more than one answer
 * holds.
 *
 * @param known the size of each log's last one
 */
export async function newCheckpoints(
  database: Database,
  known: ReadonlyMap<string, { readonly size: number }>,
): Promise<readonly KeptCheckpoint[]> {
  const given = [...known].map(([controllerId, { size }]) => ({ controllerId, size }))
  const rows = await database.run(executor =>
    statement<Omit<KeptCheckpoint, 'size'> & { readonly size: string }>(
      executor,
      newText,
      positions.encode(given),
    ),
  )
  return rows.map(row => ({ ...row, size: Number(row.size) }))
}

/** Whether a log has only grown from one size to another, by the tree that is kept of it. */
export async function hasGrown(
  database: Database,
  controllerId: string,
  older: TreeHead,
  newer: TreeHead,
): Promise<boolean> {
  try {
    const proof = await database.run(executor =>
      consistencyProof(older.size, newer.size, readTiles(executor, controllerId)),
    )
    return isConsistent(older, newer, proof)
  } catch (error) {
    // A tree that lacks a part, or is shorter than it was, proves nothing.
    if (error instanceof RangeError) return false
    throw error
  }
}
