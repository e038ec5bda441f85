import { and, eq, exists, inArray } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { redactions, redactionTasks } from '../schema/index.ts'

/** A hold was released: what it kept is to be looked at. Inside that transaction, which has its entry. */
export async function wakeHeld(executor: Executor, controllerId: string, at: Date): Promise<void> {
  const held = executor
    .select({ id: redactionTasks.id })
    .from(redactionTasks)
    .where(
      and(
        eq(redactionTasks.controllerId, redactions.controllerId),
        eq(redactionTasks.redactionId, redactions.id),
        eq(redactionTasks.outcome, 'exempt'),
        eq(redactionTasks.reason, 'held'),
      ),
    )
  await executor
    .update(redactions)
    .set({ nextRunAt: at })
    .where(
      and(
        eq(redactions.controllerId, controllerId),
        inArray(redactions.state, ['completed', 'partially_completed', 'failed']),
        exists(held),
      ),
    )
}
