import { and, asc, inArray, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { countRows, ifGiven, ofControllers } from '../lists/list-by-id.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import { idsByRoot, type Member, membersOf } from '../people/subject-members.ts'
import { dataSubjectRequests } from '../schema/index.ts'
import { needsSomebody, type RequestNeed } from './request-needs.ts'

/** A request; what names its person is not shown with it. */
export type RequestNode = (typeof dataSubjectRequests)['$inferSelect']

/** Which requests. */
export interface RequestFilter {
  readonly controllerIds: readonly string[]
  readonly ids?: readonly string[]
  /** Those that are closed, or those that are not. */
  readonly isClosed?: boolean | null | undefined
  readonly statuses?: readonly RequestNode['status'][] | null | undefined
  readonly types?: readonly RequestNode['type'][] | null | undefined
  readonly channel?: RequestNode['channel'] | null | undefined
  readonly integrationId?: string | undefined
  readonly subjectId?: string | undefined
  readonly dueBefore?: Date | null | undefined
  /** Those that need somebody for this reason, at this time. */
  readonly needs?: { readonly need: RequestNeed; readonly now: Date } | undefined
}

const table = dataSubjectRequests

/** Requests, those that are due first before the others. */
export async function listRequests(
  database: Database,
  filter: RequestFilter,
  request: PageRequest,
): Promise<Page<RequestNode>> {
  const where = and(...(await conditionsOf(database, filter)))
  return await readPage<RequestNode, RequestNode>(request, {
    read: (limit, after) =>
      database.run(executor =>
        executor
          .select()
          .from(table)
          .where(and(where, after === null ? undefined : isBehind(filter, after[0] ?? '')))
          .orderBy(asc(table.dueAt), asc(table.id))
          .limit(limit),
      ),
    keyOf: ({ id }) => [id],
    nodesOf: rows => rows,
    count: () => countRows(database, table, where),
  })
}

/** The requests of people, those that are due first before the others; of all of them 100 at most each. */
export async function requestsOfSubjects(
  database: Database,
  controllerIds: readonly string[],
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly RequestNode[]>> {
  return await database.run(async executor => {
    const members = await membersOf(executor, controllerIds, subjectIds)
    if (members.length === 0) return new Map()
    const roots = new Map(members.map(({ id, root }) => [id, root]))
    const rows = await executor
      .select()
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.id, firstOfEach(controllerIds, members)),
        ),
      )
      .orderBy(asc(table.dueAt), asc(table.id))
    return grouped(rows, ({ subjectId }) => roots.get(subjectId ?? '') ?? '')
  })
}

const mostOfSubject = 100

/** Ids of the requests that are due first, of each person by itself: one with many hides nobody else's. */
function firstOfEach(controllerIds: readonly string[], members: readonly Member[]): SQL {
  const people = [...idsByRoot(members).values()].map(ids => `"{${ids.join(',')}}"`)
  return sql`(select due.id from unnest(${`{${people.join(',')}}`}::text[]) as given(person)
    cross join lateral (select r.id from ${table} r
      where ${inArray(sql`r.controller_id`, [...controllerIds])} and r.subject_id = any(given.person::uuid[])
      order by r.due_at, r.id limit ${mostOfSubject}) due)`
}

async function conditionsOf(
  database: Database,
  filter: RequestFilter,
): Promise<readonly (SQL | undefined)[]> {
  const { controllerIds, ids, isClosed, statuses, types, channel, integrationId } = filter
  return [
    ofControllers(table.controllerId, controllerIds),
    ids === undefined ? undefined : inArray(table.id, [...ids]),
    isClosed == null ? undefined : isClosed ? isNotNull(table.closedAt) : isNull(table.closedAt),
    statuses == null ? undefined : inArray(table.status, [...statuses]),
    types == null ? undefined : inArray(table.type, [...types]),
    ifGiven(table.channel, channel),
    ifGiven(table.integrationId, integrationId),
    filter.dueBefore == null ? undefined : lte(table.dueAt, filter.dueBefore),
    inNeed(filter),
    await ofSubject(database, filter),
  ]
}

function inNeed({ controllerIds, needs }: RequestFilter): SQL | undefined {
  if (needs === undefined) return undefined
  const { need, now } = needs
  return or(...controllerIds.map(controllerId => needsSomebody(need, controllerId, now)))
}

async function ofSubject(
  database: Database,
  { controllerIds, subjectId }: RequestFilter,
): Promise<SQL | undefined> {
  if (subjectId === undefined) return undefined
  const members = await database.run(executor => membersOf(executor, controllerIds, [subjectId]))
  return inArray(
    table.subjectId,
    members.map(({ id }) => id),
  )
}

/** A list goes on behind a request, wherever that stands now. */
function isBehind({ controllerIds }: RequestFilter, id: string): SQL | undefined {
  const last = sql`(select last.due_at, last.id from ${table} last
    where ${inArray(sql`last.controller_id`, [...controllerIds])} and last.id = ${id}::uuid)`
  return sql`(${table.dueAt}, ${table.id}) > ${last}`
}
