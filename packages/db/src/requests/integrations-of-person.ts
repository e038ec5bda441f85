import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'

/** An integration that may have something of a person. */
export interface PlaceOfPerson {
  readonly id: string
  /** It brought something of the person. */
  readonly isSeen: boolean
}

// What was removed cannot be asked any more, but what it brought may be on record.
const text = `select id, "isSeen" from (
    select i.id::text as id, i.status, (
        exists (select from identifier_tokens t where t.controller_id = i.controller_id
          and t.subject_id = any($2::uuid[]) and t.integration_id = i.id)
        or exists (select from platform_refs r where r.controller_id = i.controller_id
          and r.subject_id = any($2::uuid[]) and r.integration_id = i.id)
        or exists (select from processing_activities a where a.controller_id = i.controller_id
          and a.subject_id = any($2::uuid[]) and a.integration_id = i.id)
      ) as "isSeen"
    from integrations i where i.controller_id = $1::uuid
  ) places where status <> 'removed' or "isSeen" order by id`

/**
 * The integrations of a controller that may have something of a person, the oldest first.
 * @param members all who are the person; empty: nobody is known
 */
export async function integrationsOfPerson(
  executor: Executor,
  controllerId: string,
  members: readonly string[],
): Promise<readonly PlaceOfPerson[]> {
  return await statement<PlaceOfPerson>(executor, text, [controllerId, `{${members.join(',')}}`])
}
