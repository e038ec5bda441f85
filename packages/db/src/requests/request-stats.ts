import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'

/** How a controller's requests stand. */
export interface RequestStats {
  readonly open: number
  /** Open, and their time is over. */
  readonly overdue: number
  /** Open, and due within a week. */
  readonly dueSoon: number
  /** Open, and their receipt should have been confirmed. */
  readonly unacknowledged: number
  /** Open, and their clock stands still. */
  readonly onHold: number
  /** Open, and nobody has said who it is that asks. */
  readonly unconfirmed: number
  /** Open, and nobody has checked that it is them. */
  readonly unchecked: number
  /** Answered without that. */
  readonly answeredUnchecked: number
  /** Open, and another open one may be the same; of the thousand that are due first. */
  readonly duplicates: number
  /** Closed in time, and too late. */
  readonly closedInTime: number
  readonly closedLate: number
}

const week = `interval '7 days'`

// Merged people are few: each chain of aliases is followed to its end. Each `offset 0` keeps the planner from
// going through all that is open for each of the first thousand: without statistics it thinks that there is little.
const text = `with recursive up (subject_id, root, depth) as (
    select subject_id, alias_of, 1 from subject_aliases
    where controller_id = $1::uuid and separated_at is null
    union all
    select up.subject_id, a.alias_of, up.depth + 1 from up join subject_aliases a
      on a.controller_id = $1::uuid and a.subject_id = up.root and a.separated_at is null
  ),
  roots as (select distinct on (subject_id) subject_id, root from up order by subject_id, depth desc),
  counted as (
    select
      count(*) filter (where closed_at is null) as open,
      count(*) filter (where closed_at is null and stage <> 'on_hold' and due_at < $2::timestamptz) as overdue,
      count(*) filter (where closed_at is null and stage <> 'on_hold' and due_at >= $2::timestamptz
        and due_at < $2::timestamptz + ${week}) as due_soon,
      count(*) filter (where closed_at is null and acknowledged_at is null and acknowledge_by < $2::timestamptz) as late,
      count(*) filter (where stage = 'on_hold') as on_hold,
      count(*) filter (where closed_at is null and scope = 'person' and person_confirmed_at is null) as unconfirmed,
      count(*) filter (where closed_at is null and scope = 'person' and verified_at is null) as unchecked,
      count(*) filter (where scope = 'person' and status in ('completed', 'partially_completed')
        and verified_at is null) as answered,
      count(*) filter (where closed_at <= due_at) as in_time,
      count(*) filter (where closed_at > due_at) as too_late
    from data_subject_requests where controller_id = $1::uuid
  ),
  open as (
    select r.id, r.type, r.due_at, coalesce(roots.root, r.subject_id) as person
    from data_subject_requests r left join roots on roots.subject_id = r.subject_id
    where r.controller_id = $1::uuid and r.closed_at is null
  ),
  several as (
    select person, type from open where person is not null group by person, type having count(*) > 1
  ),
  first as (select * from open order by due_at, id limit 1000),
  doubled as (
    select count(*) as count from first where (first.person, first.type) in (select person, type from several)
    or exists (
      select from (
        select token from request_tokens where controller_id = $1::uuid and request_id = first.id offset 0
      ) own
      cross join lateral (
        select request_id from request_tokens
        where controller_id = $1::uuid and token = own.token and request_id <> first.id offset 0
      ) other
      cross join lateral (
        select type, closed_at from data_subject_requests
        where controller_id = $1::uuid and id = other.request_id offset 0
      ) same
      where same.type = first.type and same.closed_at is null
    )
  )
  select counted.open::int, overdue::int, due_soon::int as "dueSoon", late::int as unacknowledged, on_hold::int as "onHold",
    unconfirmed::int, unchecked::int, answered::int as "answeredUnchecked", doubled.count::int as duplicates,
    in_time::int as "closedInTime", too_late::int as "closedLate"
  from counted cross join doubled`

/** Counts the requests of a controller by how they stand. */
export async function requestStats(
  database: Database,
  controllerId: string,
  now: Date,
): Promise<RequestStats> {
  const params = [controllerId, now.toISOString()]
  const [row] = await database.run(executor => statement<RequestStats>(executor, text, params))
  if (row === undefined) throw new TypeError('counts without a row')
  return row
}
