import { and, asc, desc, inArray, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import { newestOfRequests } from '../lists/newest-of-requests.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { membersOf } from '../people/subject-members.ts'
import { redactionLookups, redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import {
  type LookupNode,
  type RedactionNode,
  shownRedaction,
  shownTask,
  type TaskNode,
} from './redaction-node.ts'

/** Which redactions. */
export interface RedactionFilter {
  readonly controllerId: string
  readonly requestId?: string | undefined
  /** Of this person, with those who were merged with it. */
  readonly subjectId?: string | undefined
  readonly state?: RedactionNode['state'] | null | undefined
}

/** Redactions, what was planned last first. */
export async function listRedactions(
  database: Database,
  { controllerId, requestId, subjectId, state }: RedactionFilter,
  request: PageRequest,
): Promise<Page<RedactionNode>> {
  const table = redactions
  const members =
    subjectId === undefined
      ? null
      : await database.run(executor => membersOf(executor, [controllerId], [subjectId]))
  const ids = members?.map(({ id }) => id)
  const where = [
    ifGiven(table.requestId, requestId),
    ids === undefined ? undefined : inArray(table.subjectId, ids),
    ifGiven(table.state, state),
  ]
  const shown = (rows: readonly (typeof table)['$inferSelect'][]) => rows.map(shownRedaction)
  return await listById(database, table, [controllerId], where, request, shown)
}

/** Redactions by their ids. */
export async function redactionsById(
  database: Database,
  controllerIds: readonly string[],
  ids: readonly string[],
): Promise<readonly RedactionNode[]> {
  const table = redactions
  const rows = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(and(ofControllers(table.controllerId, controllerIds), inArray(table.id, [...ids]))),
  )
  return rows.map(shownRedaction)
}

/** The redactions of each of these requests, the newest first; twenty of each at most. */
export async function redactionsOfRequests(
  database: Database,
  controllerIds: readonly string[],
  requestIds: readonly string[],
): Promise<readonly RedactionNode[]> {
  const table = redactions
  const newest = newestOfRequests(table, controllerIds, requestIds)
  const rows = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(and(ofControllers(table.controllerId, controllerIds), inArray(table.id, newest)))
      .orderBy(desc(table.id)),
  )
  return rows.map(shownRedaction)
}

/** What asking for plans came to, in the order in which the integrations were added. */
export async function lookupsOfRedactions(
  database: Database,
  controllerIds: readonly string[],
  redactionIds: readonly string[],
): Promise<readonly LookupNode[]> {
  const table = redactionLookups
  return await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.redactionId, [...redactionIds]),
        ),
      )
      .orderBy(asc(table.integrationId)),
  )
}

/** The tasks of redactions, in the order of each integration; our own rows last. */
export async function tasksOfRedactions(
  database: Database,
  controllerIds: readonly string[],
  redactionIds: readonly string[],
): Promise<readonly TaskNode[]> {
  const table = redactionTasks
  const rows = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.redactionId, [...redactionIds]),
        ),
      )
      .orderBy(sql`${table.integrationId} nulls last`, asc(table.position), asc(table.id)),
  )
  return rows.map(shownTask)
}

/** Redactions that need somebody. */
export interface RedactionStats {
  /** Tasks that failed, or whose object is still there, of redactions whose request is open. */
  readonly failed: number
  /** Tasks that wait for a person. */
  readonly byHand: number
  /** Plans that nobody has approved or stopped. */
  readonly unapproved: number
}

const statsText = `select
    (select count(*) from redactions r where r.controller_id = $1::uuid and r.state = 'planned')::int as unapproved,
    count(*) filter (where t.waits_for = 'a_person' and t.state <> 'done')::int as "byHand",
    count(*) filter (where t.state = 'done'
      and (t.outcome in ('failed_permanent', 'failed_retryable') or t.found = 'remains'))::int as failed
  from redactions r
  join data_subject_requests q on q.controller_id = r.controller_id and q.id = r.request_id
    and q.closed_at is null
  join redaction_tasks t on t.controller_id = r.controller_id and t.redaction_id = r.id
  where r.controller_id = $1::uuid and r.started_at is not null`

/** Counts them. */
export async function redactionStats(
  database: Database,
  controllerId: string,
): Promise<RedactionStats> {
  const [row] = await database.run(executor =>
    statement<RedactionStats>(executor, statsText, [controllerId]),
  )
  return row ?? { failed: 0, byHand: 0, unapproved: 0 }
}

/** All subjects that were the person of a redaction when it was planned, and where it is erased; null: everywhere. */
export async function redactionPerson(
  database: Database,
  ref: RowRef,
): Promise<{ readonly subjectIds: readonly string[]; readonly integrationId: string | null }> {
  const { members: subjectIds, integrationId } = redactions
  const [row] = await database.run(executor =>
    executor.select({ subjectIds, integrationId }).from(redactions).where(isRow(redactions, ref)),
  )
  return row ?? { subjectIds: [], integrationId: null }
}
