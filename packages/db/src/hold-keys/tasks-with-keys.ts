import { and, eq } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { holdKeys } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

/** The tasks of a redaction that have keys of their own, by their ids, and since when. */
export async function tasksWithKeys(
  executor: Executor,
  { controllerId, id }: RowRef,
): Promise<ReadonlyMap<string, Date>> {
  const { taskId, createdAt } = holdKeys
  const rows = await executor
    .select({ taskId, createdAt })
    .from(holdKeys)
    .where(and(eq(holdKeys.controllerId, controllerId), eq(holdKeys.redactionId, id)))
  return new Map(rows.map(row => [row.taskId, row.createdAt]))
}
