import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { membersOf } from '../people/subject-members.ts'
import type { ConsentFilter } from './list-consents.ts'
import { mappedPurpose } from './mapped-purpose.ts'

// Merged people are few: each chain of aliases is followed to its end.
const text = `with recursive up (subject_id, root, depth) as (
    select subject_id, alias_of, 1 from subject_aliases
    where controller_id = $1::uuid and separated_at is null
    union all
    select up.subject_id, a.alias_of, up.depth + 1 from up join subject_aliases a
      on a.controller_id = $1::uuid and a.subject_id = up.root and a.separated_at is null
  ),
  roots as (select distinct on (subject_id) subject_id, root from up order by subject_id, depth desc),
  said as (
    select distinct controller_id, subject_id, integration_id, channel, purpose, purpose_id
    from consent_events
    where controller_id = $1::uuid and ($2::uuid[] is null or subject_id = any($2::uuid[]))
      and ($3::uuid is null or integration_id = $3::uuid)
  ),
  mapped as (
    select subject_id, channel, purpose, coalesce(purpose_id, ${mappedPurpose('said')}) as purpose_id from said
  )
  select count(*)::int as count from (
    select distinct coalesce(roots.root, mapped.subject_id), channel, mapped.purpose_id,
      case when mapped.purpose_id is null then purpose end
    from mapped left join roots on roots.subject_id = mapped.subject_id
  ) consents`

/** How many consents a list has. */
export async function countConsents(
  executor: Executor,
  { controllerId, subjectId, integrationId }: ConsentFilter,
): Promise<number> {
  const members =
    subjectId === undefined ? null : await membersOf(executor, [controllerId], [subjectId])
  const ids = members === null ? null : `{${members.map(({ id }) => id).join(',')}}`
  const [row] = await statement<{ count: number }>(executor, text, [
    controllerId,
    ids,
    integrationId ?? null,
  ])
  return row?.count ?? 0
}
