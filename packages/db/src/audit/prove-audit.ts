import { consistencyProof, inclusionProof } from '@conduit/privacy/merkle'
import { and, asc, eq, gte, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { auditCheckpoints } from '../schema/index.ts'
import { type EntryRow, entryColumns, entryText } from './entry-bytes.ts'
import { readTiles } from './read-tiles.ts'

/** That an entry is in a log, for somebody who has nothing but the log's key. */
export interface EntryProof {
  /** The entry, as RFC 8785 has it. */
  readonly entry: string
  readonly seq: number
  /** The first checkpoint that covers it. */
  readonly checkpoint: string
  /** Hexadecimal. */
  readonly proof: readonly string[]
}

/** That a log has only grown between two checkpoints. */
export interface GrowthProof {
  readonly older: string
  readonly newer: string
  /** Hexadecimal. */
  readonly proof: readonly string[]
}

/** Null: there is no such entry, or no checkpoint covers it yet. */
export async function proveEntry(
  database: Database,
  controllerId: string,
  seq: number,
): Promise<EntryProof | null> {
  return await database.run(async executor => {
    const [row] = rowsOf<EntryRow>(
      await executor.execute(sql`select ${entryColumns} from audit_entries
        where controller_id = ${controllerId} and seq = ${seq}`),
    )
    const [checkpoint] = await executor
      .select()
      .from(auditCheckpoints)
      .where(and(eq(auditCheckpoints.controllerId, controllerId), gte(auditCheckpoints.size, seq)))
      .orderBy(asc(auditCheckpoints.size))
      .limit(1)
    if (row === undefined || checkpoint === undefined) return null
    const tiles = readTiles(executor, controllerId)
    const proof = await inclusionProof(seq - 1, checkpoint.size, tiles)
    const entry = entryText(controllerId, seq, row)
    return { entry, seq, checkpoint: checkpoint.note, proof: proof.map(hex) }
  })
}

/** Null: one of the sizes is not that of a checkpoint, or the older one is not the smaller. */
export async function proveGrowth(
  database: Database,
  controllerId: string,
  sizes: { readonly older: number; readonly newer: number },
): Promise<GrowthProof | null> {
  return await database.run(async executor => {
    const noteOf = async (size: number): Promise<string | undefined> => {
      const [found] = await executor
        .select({ note: auditCheckpoints.note })
        .from(auditCheckpoints)
        .where(
          and(eq(auditCheckpoints.controllerId, controllerId), eq(auditCheckpoints.size, size)),
        )
      return found?.note
    }
    const older = await noteOf(sizes.older)
    const newer = await noteOf(sizes.newer)
    if (older === undefined || newer === undefined || sizes.older > sizes.newer) return null
    const tiles = readTiles(executor, controllerId)
    const proof = await consistencyProof(sizes.older, sizes.newer, tiles)
    return { older, newer, proof: proof.map(hex) }
  })
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex')
}
