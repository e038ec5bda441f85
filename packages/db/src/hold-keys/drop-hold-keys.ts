import { and, eq, inArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { holdKeys, redactionTasks } from '../schema/index.ts'

/** Destroys the keys of these tasks, and what they sealed. */
export async function dropHoldKeys(
  executor: Executor,
  controllerId: string,
  taskIds: readonly string[],
): Promise<void> {
  const ids = [...taskIds]
  await executor
    .delete(holdKeys)
    .where(and(eq(holdKeys.controllerId, controllerId), inArray(holdKeys.taskId, ids)))
  await executor
    .update(redactionTasks)
    .set({ target: null, progress: null, digestKey: null })
    .where(and(eq(redactionTasks.controllerId, controllerId), inArray(redactionTasks.id, ids)))
}
