import { givenRows } from '../database/given-rows.ts'

const given = givenRows(6, { from: 'uuid', to: 'uuid', isGone: 'bool' })

const part = `select id, field_set from processing_activities
  where controller_id = $1::uuid and integration_id = $2::uuid and id > $3::uuid and id < $4::uuid
  order by integration_id, id limit $5::int`

/** How far the next batch reaches, and which sets of fields are in it. */
export const windowText = `with part as materialized (${part})
  select count(*)::int as rows, (select id::text from part order by id desc limit 1) as last,
    coalesce((select json_agg(distinct field_set) from part where field_set is not null), '[]')::text as sets
  from part`

/**
 * Sweeps the activities of a batch: `$5` are the kinds that are over, `$6` what becomes of sets of
 * fields, `$7` whose activities are held. A row that was changed meanwhile is left to what changed it.
 */
export const sweepText = `with part as materialized (
    select id, delivery_id, subject_id, field_set, fields from processing_activities
    where controller_id = $1::uuid and integration_id = $2::uuid and id > $3::uuid and id <= $4::uuid
  ),
  held as (
    select id from part where subject_id = any($7::uuid[])
    union
    select activity_id from activity_subjects where controller_id = $1::uuid
      and activity_id > $3::uuid and activity_id <= $4::uuid and subject_id = any($7::uuid[])
  ),
  own as (
    select id, field_set, fields, (
      select coalesce(jsonb_agg(field order by place), '[]')
      from jsonb_array_elements(fields) with ordinality as each (field, place)
      where not (field ->> 1 = any($5::text[]))
    ) as rest
    from part where field_set is null
  ),
  verdicts as (
    select part.id, part.field_set as was_set, part.fields as was_fields, given."to" as field_set,
      null::jsonb as fields, given."isGone" as is_gone
    from part join ${given} on given."from" = part.field_set
    union all
    select id, field_set, fields, null, rest, is_gone from (
      select *, rest = '[]' and (fields <> '[]' or 'none' = any($5::text[])) as is_gone from own
    ) judged where is_gone or rest <> fields
  ),
  due as (select * from verdicts where id not in (select id from held)),
  gone as (
    delete from processing_activities activity using due
    where activity.controller_id = $1::uuid and activity.id > $3::uuid and activity.id <= $4::uuid
      and activity.id = due.id and due.is_gone
      and activity.field_set is not distinct from due.was_set
      and activity.fields is not distinct from due.was_fields
    returning activity.id, activity.delivery_id
  ),
  trimmed as (
    update processing_activities activity set field_set = due.field_set, fields = due.fields from due
    where activity.controller_id = $1::uuid and activity.id > $3::uuid and activity.id <= $4::uuid
      and activity.id = due.id and not due.is_gone
      and activity.field_set is not distinct from due.was_set
      and activity.fields is not distinct from due.was_fields
    returning 1
  ),
  ties as (
    delete from activity_subjects tie using gone
    where tie.controller_id = $1::uuid and tie.activity_id > $3::uuid and tie.activity_id <= $4::uuid
      and tie.activity_id = gone.id
  ),
  readings as (
    delete from fetch_queue reading using gone
    where reading.controller_id = $1::uuid and reading.id > $3::uuid and reading.id <= $4::uuid
      and reading.id = gone.id
  )
  select (select count(*) from gone)::int as activities, (select count(*) from trimmed)::int as trimmed,
    ((select count(*) from verdicts) - (select count(*) from due))::int as held,
    coalesce((select json_agg(distinct delivery_id) from gone where delivery_id is not null), '[]')::text
      as deliveries`

/** What has waited to be read for longer than some of it would be kept is not read any more. */
export const dropReadingsText = `update fetch_queue set state = 'failed', ref = null,
    settled_at = $5::timestamptz
  where controller_id = $1::uuid and integration_id = $2::uuid and id > $3::uuid and id <= $4::uuid
    and state = 'waiting'`

/** Deliveries go with the last of their activities. */
export const emptiedText = `with gone as (
    delete from deliveries delivery
    where delivery.controller_id = $1::uuid and delivery.id = any($2::uuid[])
      and not exists (select from processing_activities activity
        where activity.controller_id = $1::uuid and activity.delivery_id = delivery.id)
    returning id
  ), readings as (
    delete from fetch_queue reading using gone where reading.controller_id = $1::uuid and reading.id = gone.id
  )
  select count(*)::int as deliveries from gone`

/** Deliveries that brought no activity, some at a time. */
export const barrenText = `with part as materialized (
    select id, activities from deliveries
    where controller_id = $1::uuid and integration_id = $2::uuid and id > $3::uuid and id < $4::uuid
    order by controller_id, integration_id, id limit $5::int
  ),
  final as materialized (select id from part order by id desc limit 1),
  gone as (
    delete from deliveries delivery using part
    where delivery.controller_id = $1::uuid and delivery.id > $3::uuid
      and delivery.id <= (select id from final) and delivery.id = part.id and part.activities = 0
    returning delivery.id
  ),
  readings as (
    delete from fetch_queue reading using gone
    where reading.controller_id = $1::uuid and reading.id > $3::uuid
      and reading.id <= (select id from final) and reading.id = gone.id
  )
  select (select count(*) from part)::int as rows, (select count(*) from gone)::int as deliveries,
    (select id::text from final) as last`
