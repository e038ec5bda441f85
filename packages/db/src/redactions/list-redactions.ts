import { and, asc, desc, inArray, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import { newestOfRequests } from '../lists/newest-of-requests.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { membersOf } from '../people/subject-members.ts'
import { redactionLookups, redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { needsSomebody, type RedactionNeed } from './redaction-needs.ts'
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
  /** Those of which a task needs somebody for this reason. */
  readonly needs?: RedactionNeed | null | undefined
}

/** Redactions, what was planned last first. */
export async function listRedactions(
  database: Database,
  { controllerId, requestId, subjectId, state, needs }: RedactionFilter,
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
    needs == null ? undefined : needsSomebody(needs, controllerId),
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

/** What a redaction erases of our own rows. */
export interface RedactionTarget {
  readonly scope: 'person' | 'account'
  /** All subjects that were the person when it was planned. */
  readonly subjectIds: readonly string[]
  /** Where it is erased, or whose account; null: everywhere. */
  readonly integrationId: string | null
}

/** What a redaction erases of our own rows. */
export async function redactionTarget(database: Database, ref: RowRef): Promise<RedactionTarget> {
  const { scope, members: subjectIds, integrationId } = redactions
  const [row] = await database.run(executor =>
    executor
      .select({ scope, subjectIds, integrationId })
      .from(redactions)
      .where(isRow(redactions, ref)),
  )
  return row ?? { scope: 'person', subjectIds: [], integrationId: null }
}
