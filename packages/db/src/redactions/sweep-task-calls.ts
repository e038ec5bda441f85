import { sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { hasEnded, isRequestKeyGone, staysForNow } from './lasting-tasks.ts'
import { type Batch, sweepInOrder } from './sweep-in-order.ts'

/** Of each forty calls are kept at most. */
const tasksAtOnce = 50

/**
 * Deletes the calls of tasks whose digests nobody can check any more, as their key is gone, and which stand in a
 * receipt. While another receipt of the task may be written they stay: it would show fewer than the one before.
 * So do those of all tasks of a redaction that goes on once a hold ends, or may be tried again.
 *
 * @returns how many
 */
export async function sweepTaskCalls(database: Database): Promise<number> {
  return await sweepInOrder(database, tasksAtOnce, sweepSome)
}

async function sweepSome(executor: Executor, { controllerId, id }: RowRef) {
  const [done] = rowsOf<Batch>(
    await executor.execute(sql`with seen as (
        select distinct controller_id, task_id from redaction_task_calls
        where (controller_id, task_id) > (${controllerId}::uuid, ${id}::uuid)
        order by controller_id, task_id limit ${tasksAtOnce}
      ), over as (
        select seen.controller_id, seen.task_id from seen
        join redaction_tasks own on own.controller_id = seen.controller_id and own.id = seen.task_id
        join redactions r on r.controller_id = own.controller_id and r.id = own.redaction_id
        where ${hasEnded} and ${isRequestKeyGone}
          and not exists (select from hold_keys h
            where h.controller_id = r.controller_id and h.redaction_id = r.id)
          and not exists (select from redaction_tasks t
            where t.controller_id = r.controller_id and t.redaction_id = r.id and ${staysForNow})
          and exists (select from redaction_receipts told
            where told.controller_id = seen.controller_id and told.task_id = seen.task_id)
      ), gone as (
        delete from redaction_task_calls c using over
        where c.controller_id = over.controller_id and c.task_id = over.task_id returning 1
      )
      select controller_id::text as "controllerId", task_id::text as id,
        (select count(*)::int from gone) as count, (select count(*)::int from seen) as seen
      from seen order by seen.controller_id desc, seen.task_id desc limit 1`),
  )
  return done
}
