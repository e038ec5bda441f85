import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { namesSaid } from './names-said.ts'

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

const text = `${namesSaid}
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
