import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'

const text = `select (
    (select count(*) from (
      select id from processing_activities
      where controller_id = $1::uuid and subject_id = any($2::uuid[]) and integration_id = $3::uuid
      union
      select a.id from activity_subjects s
      join processing_activities a on a.controller_id = s.controller_id and a.id = s.activity_id
      where s.controller_id = $1::uuid and s.subject_id = any($2::uuid[]) and a.integration_id = $3::uuid
    ) activities)
    + (select count(*) from consent_events
      where controller_id = $1::uuid and subject_id = any($2::uuid[]) and integration_id = $3::uuid)
  )::int as count`

/**
 * How much is on record of a person at an integration: activities, and statements of consent.
 * @param members all who are the person
 */
export async function recordsAt(
  database: Database,
  controllerId: string,
  members: readonly string[],
  integrationId: string,
): Promise<number> {
  const params = [controllerId, `{${members.join(',')}}`, integrationId]
  const [row] = await database.run(executor => statement<{ count: number }>(executor, text, params))
  return row?.count ?? 0
}
