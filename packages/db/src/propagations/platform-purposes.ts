import type { ConsentDecision } from '@conduit/core'
import { mappedPurpose } from '../consents/mapped-purpose.ts'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { grouped } from '../lists/grouped.ts'
import type { DecisionSubject } from './decision.ts'

/** A name that an integration has for something on a channel. */
export interface PlatformName {
  readonly integrationId: string
  readonly purpose: string
}

const mostNames = 500

const integrations = arrayRows({ integrationId: 'uuid' })
const names = arrayRows({ integrationId: 'uuid', purpose: 'text' })
const namesAt = 6
const integrationsAt = 4

// One step in the index for each name of an integration, however often it was said.
const text = `with recursive asked as (select "integrationId" as id from ${integrations.from(integrationsAt)}),
  named as (
    select asked.id as integration_id, first.purpose, first.channel from asked cross join lateral (
      select e.purpose, e.channel from consent_events e
      where e.controller_id = $1::uuid and e.integration_id = asked.id
      order by e.purpose, e.channel limit 1
    ) first
    union all
    select named.integration_id, next.purpose, next.channel from named cross join lateral (
      select e.purpose, e.channel from consent_events e
      where e.controller_id = $1::uuid and e.integration_id = named.integration_id
        and (e.purpose, e.channel) > (named.purpose, named.channel)
      order by e.purpose, e.channel limit 1
    ) next
  ),
  candidates as (
    (select integration_id, purpose, false as is_word from named
      where channel = $2 and $5::text = 'withdrawn' limit ${mostNames})
    union all
    select "integrationId", purpose, false from ${names.from(namesAt)}
    union all
    select asked.id, m.platform_purpose, false from asked join purpose_mappings m
      on m.controller_id = $1::uuid and m.channel = $2 and m.platform_purpose is not null
        and (m.integration_id is null or m.integration_id = asked.id)
    union all
    select asked.id, $3::text, true from asked
  ),
  spoken as (
    select $1::uuid as controller_id, $2::text as channel, integration_id, purpose, bool_and(is_word) as is_word
    from candidates group by integration_id, purpose
  )
  select integration_id::text as "integrationId", purpose, is_word as "isWord",
    ${mappedPurpose('spoken')}::text as "purposeId"
  from spoken order by integration_id, purpose`

interface Row extends PlatformName {
  /** Nothing but the controller's own word. */
  readonly isWord: boolean
  readonly purposeId: string | null
}

/**
 * What integrations call a purpose of the controller: the names that are mapped to it and that a mapping
 * or a statement gives; where there is none, the same word. A withdrawal is meant for all names that
 * were ever said there, a grant for those that the person has spoken of.
 *
 * @param spoken names that the person has spoken of
 * @returns names by integration
 */
export async function platformPurposes(
  executor: Executor,
  { controllerId, channel, purposeId, purpose }: Omit<DecisionSubject, 'subjectId'>,
  integrationIds: readonly string[],
  spoken: readonly PlatformName[],
  state: ConsentDecision['state'],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (integrationIds.length === 0) return new Map()
  const rows = await statement<Row>(executor, text, [
    ...[controllerId, channel, purpose],
    ...integrations.encode(integrationIds.map(integrationId => ({ integrationId }))),
    state,
    ...names.encode(spoken.map(each => ({ ...each }))),
  ])
  const found = grouped(rows, ({ integrationId }) => integrationId)
  const same = { purposeId, purpose }
  return new Map([...found].map(([id, candidates]) => [id, namesOf(candidates, same)]))
}

function namesOf(
  candidates: readonly Row[],
  { purposeId, purpose }: Pick<DecisionSubject, 'purposeId' | 'purpose'>,
): readonly string[] {
  const mapped = candidates.filter(each => each.purposeId === purposeId && !each.isWord)
  if (purposeId !== null && mapped.length > 0) return mapped.map(each => each.purpose)
  // What nothing maps is one where platforms call it the same.
  const own = candidates.find(each => each.purpose === purpose)
  const isFree = own?.purposeId === null || own?.purposeId === purposeId
  return own !== undefined && isFree ? [purpose] : []
}
