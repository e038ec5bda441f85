import { inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { redactions } from '../schema/index.ts'

/** Why a redaction needs somebody for one of its tasks. */
export const redactionNeeds = ['failed', 'by_hand'] as const

/** One of them. */
export type RedactionNeed = (typeof redactionNeeds)[number]

/** Redactions that need somebody. */
export interface RedactionStats {
  /** Tasks that failed, or whose object is still there, of redactions whose request is open, or that have keys of their own. */
  readonly failed: number
  /** Tasks that wait for a person. */
  readonly byHand: number
  /** Plans that nobody has approved or stopped. */
  readonly unapproved: number
}

const begunTasks = `redactions r
  join data_subject_requests q on q.controller_id = r.controller_id and q.id = r.request_id
  join redaction_tasks t on t.controller_id = r.controller_id and t.redaction_id = r.id
  left join hold_keys k on k.controller_id = t.controller_id and k.task_id = t.id
  where (q.closed_at is null or k.task_id is not null) and r.started_at is not null`

const hasFailed = `t.state = 'done'
  and (t.outcome in ('failed_permanent', 'failed_retryable') or t.found = 'remains')`

const isByHand = `t.waits_for = 'a_person' and t.state <> 'done'`

const statsText = `select
    (select count(*) from redactions r where r.controller_id = $1::uuid and r.state = 'planned')::int as unapproved,
    count(*) filter (where ${isByHand})::int as "byHand",
    count(*) filter (where ${hasFailed})::int as failed
  from ${begunTasks} and r.controller_id = $1::uuid`

/** Counts them. */
export async function redactionStats(
  database: Database,
  controllerId: string,
): Promise<RedactionStats> {
  const [row] = await database.run(executor =>
    statement<RedactionStats>(executor, statsText, [controllerId]),
  )
  return row ?? { failed: 0, byHand: 0, unapproved: 0 }
}

/** A condition of a list of redactions: those that are counted for this reason, by a task. */
export function needsSomebody(need: RedactionNeed, controllerId: string): SQL {
  const tasks = sql.raw(`${begunTasks} and ${need === 'failed' ? `(${hasFailed})` : isByHand}`)
  return inArray(
    redactions.id,
    sql`(select r.id from ${tasks} and r.controller_id = ${controllerId}::uuid)`,
  )
}
