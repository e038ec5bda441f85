import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'

/** What needs somebody, of the last thousand that did not go well. */
export interface Unwell {
  /** The platform refused it, or could not be told. */
  readonly failed: number
  /** It was told, and the platform does not say the same. */
  readonly different: number
}

const most = 1_000

/**
 * Counts what platforms were told and did not take, or say otherwise. What was tried again since, and what the
 * platform itself has said by now, is none of it.
 */
export async function countUnwell(database: Database, controllerId: string): Promise<Unwell> {
  const [found] = rowsOf<Unwell>(
    await database.run(executor =>
      executor.execute(sql`with unwell as (
          select * from consent_propagations
          where controller_id = ${controllerId}
            and next_at is null and (outcome in ('failed', 'refused') or (outcome = 'told' and found <> state))
          order by id desc limit ${most}
        )
        select (count(*) filter (where outcome <> 'told'))::int as failed,
          (count(*) filter (where outcome = 'told'))::int as different
        from unwell u
        where u.reason is distinct from 'superseded'
          and not exists (select from consent_propagations later
            where later.controller_id = u.controller_id and later.reference = u.reference
              and later.integration_id = u.integration_id and later.channel = u.channel
              and later.platform_purpose = u.platform_purpose and later.id > u.id)
          and not exists (select from consent_events e
            where e.controller_id = u.controller_id and e.subject_id = u.subject_id
              and e.integration_id = u.integration_id and e.channel = u.channel
              and e.purpose = u.platform_purpose and e.state = u.state
              and e.verification <> 'unsigned' and e.recorded_at > u.created_at)`),
    ),
  )
  return { failed: found?.failed ?? 0, different: found?.different ?? 0 }
}
