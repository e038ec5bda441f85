import { type SQL, sql } from 'drizzle-orm'
import { incompleteCopies, unreadCopies } from './copies-in-need.ts'

/** Why a request needs somebody. */
export const requestNeeds = [
  ...(['overdue', 'due_soon', 'unacknowledged', 'unconfirmed', 'unchecked'] as const),
  ...(['answered_unchecked', 'duplicate', 'copy_incomplete', 'copy_unread', 'recipients'] as const),
] as const

/** One of them. */
export type RequestNeed = (typeof requestNeeds)[number]

const isOpen = sql`closed_at is null`
const isRunning = sql`${isOpen} and stage <> 'on_hold'`
const isOfPerson = sql`scope = 'person'`

/** A condition of rows of `data_subject_requests`: what is counted is what is listed. */
export function needsSomebody(need: RequestNeed, controllerId: string, at: Date): SQL {
  const controller = sql`${controllerId}::uuid`
  const now = sql`${at.toISOString()}::timestamptz`
  const week = sql`${now} + interval '7 days'`
  const conditions: Readonly<Record<RequestNeed, SQL>> = {
    overdue: sql`${isRunning} and due_at < ${now}`,
    due_soon: sql`${isRunning} and due_at >= ${now} and due_at < ${week}`,
    unacknowledged: sql`${isOpen} and acknowledged_at is null and acknowledge_by < ${now}`,
    unconfirmed: sql`${isOpen} and ${isOfPerson} and person_confirmed_at is null`,
    unchecked: sql`${isOpen} and ${isOfPerson} and verified_at is null`,
    answered_unchecked: sql`${isOfPerson} and status in ('completed', 'partially_completed')
      and verified_at is null`,
    duplicate: sql`id in (${duplicates(controller)})`,
    copy_incomplete: sql`id in (${incompleteCopies(controller, now)})`,
    copy_unread: sql`id in (${unreadCopies(controller, now)})`,
    recipients: sql`id in (select request_id from recipient_notices
      where controller_id = ${controller} and outcome is null)`,
  }
  return conditions[need]
}

// Merged people are few: each chain of aliases is followed to its end. Each `offset 0` keeps the planner from
// going through all that is open for each of the first thousand: without statistics it thinks that there is little.
function duplicates(controller: SQL): SQL {
  return sql`with recursive up (subject_id, root, depth) as (
      select subject_id, alias_of, 1 from subject_aliases
      where controller_id = ${controller} and separated_at is null
      union all
      select up.subject_id, a.alias_of, up.depth + 1 from up join subject_aliases a
        on a.controller_id = ${controller} and a.subject_id = up.root and a.separated_at is null
    ),
    roots as (select distinct on (subject_id) subject_id, root from up order by subject_id, depth desc),
    open as (
      select r.id, r.type, r.due_at, coalesce(roots.root, r.subject_id) as person
      from data_subject_requests r left join roots on roots.subject_id = r.subject_id
      where r.controller_id = ${controller} and r.closed_at is null
    ),
    several as (
      select person, type from open where person is not null group by person, type having count(*) > 1
    ),
    first as (select * from open order by due_at, id limit 1000)
    select first.id from first where (first.person, first.type) in (select person, type from several)
    or exists (
      select from (
        select token from request_tokens where controller_id = ${controller} and request_id = first.id offset 0
      ) own
      cross join lateral (
        select request_id from request_tokens
        where controller_id = ${controller} and token = own.token and request_id <> first.id offset 0
      ) other
      cross join lateral (
        select type, closed_at from data_subject_requests
        where controller_id = ${controller} and id = other.request_id offset 0
      ) same
      where same.type = first.type and same.closed_at is null
    )`
}
