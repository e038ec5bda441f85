import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { holdKeys, redactions, redactionTasks } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { endRedaction } from './end-redaction.ts'

type State = (typeof redactions)['$inferSelect']['state']

const mostTold = 10

/**
 * What has begun has to be done before its request is closed, but for what platforms work on for days.
 * @param isAnswered the request is answered: then what is approved has to be done as well, or stopped
 * @throws {ConduitError} `conflict`: it is not done yet, with the tasks that are open
 */
export async function assertNoOpenTasks(
  executor: Executor,
  request: RowRef,
  isAnswered: boolean,
): Promise<void> {
  const begun = ['running', 'waiting'] as const
  const states = isAnswered ? (['cooling_off', ...begun] as const) : begun
  const approved = await redactionsIn(executor, request, states)
  if (approved.length === 0) return
  const table = redactionTasks
  const ids = approved.map(({ id }) => id)
  const tasks = await executor
    .select({ id: table.id, object: table.object, key: holdKeys.taskId })
    .from(table)
    .leftJoin(
      holdKeys,
      and(eq(holdKeys.controllerId, table.controllerId), eq(holdKeys.taskId, table.id)),
    )
    .where(
      and(
        eq(table.controllerId, request.controllerId),
        inArray(table.redactionId, ids),
        ne(table.state, 'done'),
      ),
    )
    .orderBy(sql`${holdKeys.taskId} nulls first`, table.id)
    .limit(mostTold)
  // What has a key of its own goes on without its request.
  if (tasks.length > 0 && tasks.every(({ key }) => key !== null)) return
  const open = tasks.map(
    ({ id, object }) => `${object} ${encodeId('redactionTask', request.controllerId, id)}`,
  )
  throw new ConduitError('conflict', {
    reason: `tasks_open: what was approved is not done yet: ${open.join(', ')}`,
  })
}

/** Stops what was planned for a request and has not begun. */
export async function stopRedactionsOf(
  executor: Executor,
  actor: Actor,
  request: RowRef,
  at: Date,
): Promise<void> {
  for (const row of await redactionsIn(executor, request, ['planning', 'planned', 'cooling_off']))
    await endRedaction(executor, actor, row, at, { state: 'stopped', reason: 'request_changed' })
}

async function redactionsIn(
  executor: Executor,
  { controllerId, id }: RowRef,
  states: readonly State[],
): Promise<readonly (typeof redactions)['$inferSelect'][]> {
  const table = redactions
  return await executor
    .select()
    .from(table)
    .where(
      and(
        eq(table.controllerId, controllerId),
        eq(table.requestId, id),
        inArray(table.state, [...states]),
      ),
    )
    .for('update')
}
