/**
 * What goes of an account beside its people. `$1` is the controller, `$2` the integration, `$3` the last row
 * that was looked at, `$4` how many at most. Each says how many rows it has changed, and the last one it
 * has looked at; null: there is no more. What is still tied to somebody stays: that person is held.
 */
export interface AccountStatement {
  readonly kind: 'activities' | 'deliveries'
  readonly text: string
}

const isNobodys = (activity: string): string => `${activity}.subject_id is null
  and not exists (select from activity_subjects tie
    where tie.controller_id = $1::uuid and tie.activity_id = ${activity}.id)`

const partOf = (table: string): string => `with part as materialized (
    select id from ${table}
    where controller_id = $1::uuid and integration_id = $2::uuid and id > $3::uuid
    order by integration_id, id limit $4::int
  )`

const answer = `select (select count(*)::int from cleared) as rows,
    (select id::text from part order by id desc limit 1) as last`

/** In this order: a delivery goes by what its activities still say. */
export const accountStatements: readonly AccountStatement[] = [
  {
    kind: 'activities',
    text: `${partOf('processing_activities')},
      bare as materialized (
        select a.id from part join processing_activities a on a.controller_id = $1::uuid and a.id = part.id
        where ${isNobodys('a')}
      ),
      readings as (
        update fetch_queue reading set key = null, ref = null,
          state = case reading.state when 'waiting' then 'skipped' else reading.state end,
          settled_at = coalesce(reading.settled_at, now())
        from bare where reading.controller_id = $1::uuid and reading.id = bare.id and reading.key is not null
      ),
      cleared as (
        update processing_activities a set account = null, event_hash = null, platform_delivery_id = null
        from bare where a.controller_id = $1::uuid and a.id = bare.id
          and (a.account is not null or a.event_hash is not null or a.platform_delivery_id is not null)
        returning 1
      )
      ${answer}`,
  },
  {
    kind: 'deliveries',
    text: `${partOf('deliveries')},
      cleared as (
        update deliveries d set platform_delivery_id = null
        from part where d.controller_id = $1::uuid and d.id = part.id and d.platform_delivery_id is not null
          and not exists (select from processing_activities a
            where a.controller_id = $1::uuid and a.delivery_id = d.id and not (${isNobodys('a')}))
        returning 1
      )
      ${answer}`,
  },
]

/** People, some at a time, and whether anything of theirs came from the integration. */
export const peopleText = `with part as materialized (
    select id, state from data_subjects
    where controller_id = $1::uuid and id > $3::uuid order by id limit $4::int
  )
  select id::text as id, state <> 'erased' and (
    exists (select from processing_activities a
      where a.controller_id = $1::uuid and a.subject_id = part.id and a.integration_id = $2::uuid)
    or exists (select from activity_subjects tie
      join processing_activities a on a.controller_id = tie.controller_id and a.id = tie.activity_id
      where tie.controller_id = $1::uuid and tie.subject_id = part.id and a.integration_id = $2::uuid)
    or exists (select from platform_refs r
      where r.controller_id = $1::uuid and r.subject_id = part.id and r.integration_id = $2::uuid)
    or exists (select from consent_events c
      where c.controller_id = $1::uuid and c.subject_id = part.id and c.integration_id = $2::uuid)
    or exists (select from consent_propagations p
      where p.controller_id = $1::uuid and p.subject_id = part.id and p.integration_id = $2::uuid)
    or exists (select from identifier_tokens k
      where k.controller_id = $1::uuid and k.subject_id = part.id and k.integration_id = $2::uuid)
  ) as "isThere"
  from part order by id`

const countOf = (table: string): string =>
  `(select count(*)::int from ${table} where controller_id = $1::uuid and integration_id = $2::uuid)`

/** How much came from the integration, by kind. */
export const countText = `select ${countOf('processing_activities')} as activities,
  ${countOf('consent_events')} as consents, ${countOf('platform_refs')} as references,
  ${countOf('consent_propagations')} as tellings, ${countOf('quarantine')} as quarantined,
  ${countOf('identifier_tokens')} as identifiers`
