import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'

/** What an integration calls a purpose that nothing maps by its name. */
export interface UnmappedPurpose {
  readonly controllerId: string
  readonly integrationId: string
  readonly purpose: string
  readonly channel: string
  /** The purpose that the channel has by default; null: it has none. */
  readonly purposeId: string | null
}

const most = 100

// One step in the index for each name, however often it was said.
const text = `with recursive named as (
    (select integration_id, purpose, channel from consent_events
      where controller_id = $1::uuid and integration_id is not null
      order by integration_id, purpose, channel limit 1)
    union all
    select next.* from named cross join lateral (
      select e.integration_id, e.purpose, e.channel from consent_events e
      where e.controller_id = $1::uuid and e.integration_id is not null
        and (e.integration_id, e.purpose, e.channel) > (named.integration_id, named.purpose, named.channel)
      order by e.integration_id, e.purpose, e.channel limit 1
    ) next
  )
  select $1::text as "controllerId", integration_id::text as "integrationId", purpose, channel,
    (select m.purpose_id::text from purpose_mappings m
      where m.controller_id = $1::uuid and m.channel = named.channel and m.platform_purpose is null
        and (m.integration_id is null or m.integration_id = named.integration_id)
      order by m.integration_id is null limit 1) as "purposeId"
  from named
  where not exists (select from purpose_mappings m
    where m.controller_id = $1::uuid and m.channel = named.channel and m.platform_purpose = named.purpose
      and (m.integration_id is null or m.integration_id = named.integration_id))
  limit ${most}`

/** The first hundred names of purposes that nothing maps, by integration and name. */
export async function unmappedPurposes(
  database: Database,
  controllerId: string,
): Promise<readonly UnmappedPurpose[]> {
  return await database.run(executor => statement<UnmappedPurpose>(executor, text, [controllerId]))
}
