/**
 * What one batch takes of a person. `$1` is the controller, `$2` the members, `$3` how many rows at most.
 * Where it is of integrations, `$4` are those at which something is held, and `$5` the only one from which
 * anything goes, null: from all. Each says how many rows it has changed. A batch finds what is left by itself, so that one that was not finished is begun again.
 */
export interface BatchStatement {
  readonly kind: 'activities' | 'consents' | 'tellings' | 'references' | 'notifications'
  readonly isOfIntegrations: boolean
  readonly text: string
}

const isTheirs = (column: string): string => `${column} = any($2::uuid[])`
const isFree = (column: string): string =>
  `${column} <> all($4::uuid[]) and ($5::uuid is null or ${column} = $5::uuid)`

/** Of an activity: does it speak of nobody else? */
const isNobodyElses = (
  activity: string,
): string => `(${activity}.subject_id is null or ${isTheirs(`${activity}.subject_id`)})
  and not exists (select from activity_subjects other
    where other.controller_id = $1::uuid and other.activity_id = ${activity}.id and not ${isTheirs('other.subject_id')})`

// An activity keeps its type, the kinds of its data and its times. The platform's ids of event and delivery
// would show there whose it was, so they go where nobody else is left.
const activities = `with part as materialized (
    (select id from processing_activities
      where controller_id = $1::uuid and ${isTheirs('subject_id')} and ${isFree('integration_id')} limit $3::int)
    union
    (select a.id from activity_subjects tie
      join processing_activities a on a.controller_id = tie.controller_id and a.id = tie.activity_id
      where tie.controller_id = $1::uuid and ${isTheirs('tie.subject_id')} and ${isFree('a.integration_id')}
      limit $3::int)
  ),
  bare as materialized (
    select a.id from part join processing_activities a on a.controller_id = $1::uuid and a.id = part.id
    where ${isNobodyElses('a')}
  ),
  untied as (
    delete from activity_subjects tie using part
    where tie.controller_id = $1::uuid and tie.activity_id = part.id and ${isTheirs('tie.subject_id')}
  ),
  cleared as (
    update processing_activities a set
      subject_id = case when ${isTheirs('a.subject_id')} then null else a.subject_id end,
      event_hash = case when bare.id is null then a.event_hash end,
      platform_delivery_id = case when bare.id is null then a.platform_delivery_id end
    from part left join bare on bare.id = part.id
    where a.controller_id = $1::uuid and a.id = part.id
    returning a.id, a.delivery_id
  ),
  named as (
    update deliveries d set platform_delivery_id = null
    where d.controller_id = $1::uuid and d.platform_delivery_id is not null
      and d.id in (select delivery_id from cleared)
      and not exists (select from processing_activities a
        where a.controller_id = $1::uuid and a.delivery_id = d.id and not (${isNobodyElses('a')}))
  ),
  readings as (
    update fetch_queue reading set key = null, ref = null,
      state = case reading.state when 'waiting' then 'skipped' else reading.state end,
      settled_at = coalesce(reading.settled_at, now())
    from bare where reading.controller_id = $1::uuid and reading.id = bare.id and reading.key is not null
  )
  select count(*)::int as rows from cleared`

const deleted = (table: string): string => `with part as materialized (
    select ctid from ${table}
    where controller_id = $1::uuid and ${isTheirs('subject_id')} and ((integration_id is null and $5::uuid is null) or ${isFree('integration_id')})
    limit $3::int
  ),
  gone as (delete from ${table} using part where ${table}.ctid = part.ctid returning 1)
  select count(*)::int as rows from gone`

// Who was told reads nothing that leads to the person: the notification itself goes, or its name of them.
const untold = (table: string, key: string): string => `with names as materialized (
    select array(select conduit_api_id('sub', $1::uuid, id) from unnest($2::uuid[]) as id) as ids
  ),
  part as materialized (
    select ${key} as key, payload ->> 'id' = any(ids) as is_theirs from ${table}, names
    where controller_id = $1::uuid and exists (select from jsonb_each_text(payload) member where member.value = any(ids))
    limit $3::int
  ),
  gone as (
    delete from ${table} using part
    where controller_id = $1::uuid and ${table}.${key} = part.key and part.is_theirs
    returning 1
  ),
  cleared as (
    update ${table} set payload = (
      select coalesce(jsonb_object_agg(member.key, member.value), '{}') from jsonb_each(payload) member, names
      where coalesce(member.value #>> '{}', '') <> all(ids)
    )
    from part where controller_id = $1::uuid and ${table}.${key} = part.key and not part.is_theirs
    returning 1
  )
  select ((select count(*) from gone) + (select count(*) from cleared))::int as rows`

const ofIntegrations = (kind: BatchStatement['kind'], text: string): BatchStatement => {
  return { kind, isOfIntegrations: true, text }
}
const told = (table: string, key: string): BatchStatement => {
  return { kind: 'notifications', isOfIntegrations: false, text: untold(table, key) }
}

/** What goes first, in this order. */
export const firstBatches: readonly BatchStatement[] = [
  ofIntegrations('activities', activities),
  ofIntegrations('consents', deleted('consent_events')),
  ofIntegrations('tellings', deleted('consent_propagations')),
  told('event_outbox', 'place'),
  told('notifications', 'seq'),
]

/** What goes once nothing kept aside is to be recognised by it any more. */
export const lastBatches: readonly BatchStatement[] = [
  ofIntegrations('references', deleted('platform_refs')),
]
