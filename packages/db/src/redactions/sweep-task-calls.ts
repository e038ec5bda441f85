import { sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { hasEnded, isRequestKeyGone, staysForNow } from './lasting-tasks.ts'

/** Of each forty calls are kept at most. */
const tasksAtOnce = 50
const firstOfAll = '00000000-0000-0000-0000-000000000000'

/** A task: which is looked at next is told by the last one. */
interface Place {
  readonly controllerId: string
  readonly taskId: string
}

/**
 * Deletes the calls of tasks whose digests nobody can check any more, as their key is gone, and which stand in a
 * receipt. While another receipt of the task may be written they stay: it would show fewer than the one before.
 * So do those of all tasks of a redaction that goes on once a hold ends, or may be tried again.
 *
 * @returns how many
 */
export async function sweepTaskCalls(database: Database): Promise<number> {
  let swept = 0
  let after: Place | null = { controllerId: firstOfAll, taskId: firstOfAll }
  while (after !== null) {
    const from: Place = after
    const some = await database.maintenance(executor => sweepSome(executor, from))
    swept += some.count
    after = some.last
  }
  return swept
}

async function sweepSome(executor: Executor, { controllerId, taskId }: Place) {
  const [done] = rowsOf<Place & { count: number; seen: number }>(
    await executor.execute(sql`with seen as (
        select distinct controller_id, task_id from redaction_task_calls
        where (controller_id, task_id) > (${controllerId}::uuid, ${taskId}::uuid)
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
      select controller_id::text as "controllerId", task_id::text as "taskId",
        (select count(*)::int from gone) as count, (select count(*)::int from seen) as seen
      from seen order by seen.controller_id desc, seen.task_id desc limit 1`),
  )
  if (done === undefined) return { count: 0, last: null }
  return { count: done.count, last: done.seen < tasksAtOnce ? null : done }
}
