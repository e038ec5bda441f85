import { ConduitError } from '@conduit/core'
import type { CallWitness } from '@conduit/core/host'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { redactionTaskCalls, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { answerDigest, requestDigest } from './call-digest.ts'
import type { TaskRow } from './redaction-node.ts'

/** Of the calls of a task the first and the last ones are kept: how it began, and what it came to. */
const keptFirst = 10
const keptLast = 30

/** A task of which something is done. */
interface WitnessedTask {
  readonly row: TaskRow
  readonly leaseHolder: string
  readonly digestKey: Uint8Array
}

/**
 * Writes down each call that is made for a task: what was sent before it is sent, so that it is on record whatever
 * ends the process then, and what came back before the adapter sees it. It rejects, with `unavailable`, where
 * the database cannot be reached, and before a call also where somebody else has the task by now.
 */
export function callWitness(
  { database, now }: Pick<AdministrationContext, 'database' | 'now'>,
  { row, leaseHolder, digestKey }: WitnessedTask,
): CallWitness {
  const { controllerId, id: taskId, outcome } = row
  const table = redactionTaskCalls
  const isOfTask = and(eq(table.controllerId, controllerId), eq(table.taskId, taskId))
  return {
    begin: async call => {
      const position = await database.transaction(async executor => {
        const counted = await countCall(executor, row, leaseHolder)
        await executor.insert(table).values({
          controllerId,
          taskId,
          position: counted,
          purpose: outcome === null ? 'erase' : 'check',
          method: call.method,
          host: call.url.host,
          beganAt: now(),
          request: requestDigest(digestKey, counted, call),
        })
        const isBetween = and(
          gt(table.position, keptFirst),
          lte(table.position, counted - keptLast),
        )
        await executor.delete(table).where(and(isOfTask, isBetween))
        return counted
      })
      return async ({ status, body }) => {
        const isRead = status !== null && body !== null
        const answer = isRead ? answerDigest(digestKey, position, status, body) : null
        await database.run(executor =>
          executor
            .update(table)
            .set({ status, answer, endedAt: now() })
            .where(and(isOfTask, eq(table.position, position))),
        )
      }
    },
  }
}

/** The how many-th of its calls the next one is. */
async function countCall(executor: Executor, task: RowRef, leaseHolder: string): Promise<number> {
  const table = redactionTasks
  const [counted] = await executor
    .update(table)
    .set({ calls: sql`${table.calls} + 1` })
    .where(and(isRow(table, task), eq(table.leaseHolder, leaseHolder)))
    .returning({ position: table.calls })
  if (counted === undefined)
    throw new ConduitError('unavailable', { reason: 'somebody else has the task' })
  return counted.position
}
