import { sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { echoDays } from '../requests/own-erasures.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { hasEnded, isRequestKeyGone, staysForNow } from './lasting-tasks.ts'
import { type Batch, sweepInOrder } from './sweep-in-order.ts'

const mostAtOnce = 1_000
const day = 86_400_000

/**
 * Clears what tells an echo by its object, once none is taken for one any more. What is kept for now needs it until it
 * is gone and as long again; while a key opens the object itself, its hash hides nothing.
 *
 * @returns how many
 */
export async function sweepReferences(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - echoDays * day).toISOString()
  return await sweepInOrder(database, mostAtOnce, (executor, after) =>
    sweepSome(executor, after, before),
  )
}

async function sweepSome(executor: Executor, { controllerId, id }: RowRef, before: string) {
  const [done] = rowsOf<Batch>(
    await executor.execute(sql`with seen as (
        select controller_id, id from redaction_tasks
        where reference is not null and (controller_id, id) > (${controllerId}::uuid, ${id}::uuid)
        order by controller_id, id limit ${mostAtOnce}
      ), cleared as (
        update redaction_tasks t set reference = null from seen, redactions r
        where t.controller_id = seen.controller_id and t.id = seen.id
          and r.controller_id = t.controller_id and r.id = t.redaction_id
          and ${hasEnded} and ${isRequestKeyGone} and not ${staysForNow}
          and not exists (select from hold_keys h
            where h.controller_id = t.controller_id and h.task_id = t.id)
          and coalesce(greatest(t.called_at, t.accepted_at, t.ended_at), r.finished_at, r.stopped_at, r.created_at)
            <= ${before}::timestamptz
        returning 1
      )
      select controller_id::text as "controllerId", id::text as id,
        (select count(*)::int from cleared) as count, (select count(*)::int from seen) as seen
      from seen order by seen.controller_id desc, seen.id desc limit 1`),
  )
  return done
}
