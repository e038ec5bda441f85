import { and, count, desc, eq, isNull } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { auditCheckpoints, auditEntries, auditHeads } from '../schema/index.ts'

/** How a log stands. */
export interface AuditLogState {
  /** Entries that are sealed. */
  readonly size: number
  /** Entries that wait to be. */
  readonly waiting: number
  /** The newest checkpoint; null: there is none yet. */
  readonly note: string | null
}

export async function auditLogState(
  database: Database,
  controllerId: string,
): Promise<AuditLogState> {
  return await database.run(async executor => {
    const [head] = await executor
      .select({ size: auditHeads.size })
      .from(auditHeads)
      .where(eq(auditHeads.controllerId, controllerId))
    const [unsealed] = await executor
      .select({ count: count() })
      .from(auditEntries)
      .where(and(eq(auditEntries.controllerId, controllerId), isNull(auditEntries.seq)))
    const [newest] = await executor
      .select({ note: auditCheckpoints.note })
      .from(auditCheckpoints)
      .where(eq(auditCheckpoints.controllerId, controllerId))
      .orderBy(desc(auditCheckpoints.size))
      .limit(1)
    return { size: head?.size ?? 0, waiting: unsealed?.count ?? 0, note: newest?.note ?? null }
  })
}
