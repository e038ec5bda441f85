import { sql } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'

/** So many days a call that asked for an erasure is known, and longer while that has not ended. */
const keptDays = 400
const day = 86_400_000
const mostAtOnce = 1_000
const job = { type: 'job', id: null } as const

/**
 * Forgets calls that asked for an erasure long ago: one that is made again by the same name is a new one.
 * @returns how many
 */
export async function sweepRedactionCalls(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * day).toISOString()
  for (let swept = 0; ; ) {
    const some = await database.maintenance(async executor => {
      const gone = rowsOf<{ controllerId: string; count: number }>(
        await executor.execute(sql`with over as (
            select c.controller_id, c.integration_id, c.call from redaction_calls c
            join redactions r on r.controller_id = c.controller_id and r.id = c.redaction_id
            where c.created_at < ${before}::timestamptz
              and r.state in ('completed', 'partially_completed', 'failed', 'stopped')
            order by c.controller_id, c.integration_id, c.call limit ${mostAtOnce} for update of c skip locked
          ), gone as (
            delete from redaction_calls c using over
            where c.controller_id = over.controller_id and c.integration_id = over.integration_id and c.call = over.call
            returning c.controller_id
          )
          select controller_id::text as "controllerId", count(*)::int as count from gone group by 1 order by 1`),
      )
      for (const { controllerId, count } of gone)
        await writeAudit(executor, {
          ...{ at: now, controllerId, actor: job, action: 'redaction_call.expired' },
          ...{ objectType: 'redaction', objectId: null, details: { count } },
        })
      return gone.reduce((sum, { count }) => sum + count, 0)
    })
    swept += some
    if (some < mostAtOnce) return swept
  }
}
