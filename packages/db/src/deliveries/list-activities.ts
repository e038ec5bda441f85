import type { KeyedHash, PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { firstIdAt } from '../database/id-time.ts'
import { shortOf } from '../database/short-hash.ts'
import { countRows, ifGiven, ofControllers } from '../lists/list-by-id.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import { membersOf, rootsOf } from '../people/subject-members.ts'
import {
  activitySubjects,
  fieldSets,
  processingActivities,
  type StoredField,
} from '../schema/index.ts'
import { type FetchState, fetchStates } from './fetch-states.ts'

type Row = (typeof processingActivities)['$inferSelect']

/** Which processing activities. */
export interface ActivityFilter {
  readonly controllerIds: readonly string[]
  readonly ids?: readonly string[] | undefined
  readonly integrationId?: string | null | undefined
  readonly deliveryId?: string | null | undefined
  readonly dataSubjectId?: string | null | undefined
  /** Keyed hashes of a platform's event id, one for each key of the ring. */
  readonly eventHashes?: readonly KeyedHash[] | null | undefined
  readonly meaning?: PrivacyMeaning | null | undefined
  /** By when we received it: from this moment on, and before that one. */
  readonly since?: Date | null | undefined
  readonly until?: Date | null | undefined
  /** Default: in the order of arrival. */
  readonly newestFirst?: boolean | undefined
}

/** A processing activity with the people it belongs to. */
export interface ActivityNode
  extends Omit<Row, 'fields' | 'fieldSet' | 'subjectId' | 'platformDeliveryId' | 'eventHash'> {
  readonly deliveryId: string
  readonly fields: readonly ActivityField[]
  /** Data subjects, each once, in the order of the event's people. */
  readonly subjectIds: readonly string[]
  /** Null: nothing was to be read. */
  readonly fetch: FetchState | null
}

/** One place of personal data that was seen. */
export interface ActivityField {
  readonly path: string
  readonly category: PiiCategory
  readonly source: 'request' | 'fetched'
  /** The data subject it belongs to, where that one could be found. */
  readonly subjectId: string | null
}

const dayMilliseconds = 86_400_000

/** Processing activities, in the order of their ids, which is that of their arrival. */
export async function listActivities(
  database: Database,
  filter: ActivityFilter,
  request: PageRequest,
): Promise<Page<ActivityNode>> {
  const { id } = processingActivities
  const where = and(
    ofControllers(processingActivities.controllerId, filter.controllerIds),
    ...conditions(filter),
  )
  const isNewestFirst = filter.newestFirst === true
  const behind = ([last]: readonly string[]): SQL | undefined => {
    if (last === undefined) return undefined
    return isNewestFirst ? lt(id, last) : gt(id, last)
  }
  const members = await membersAskedFor(database, filter)
  return await readPage<Row, ActivityNode>(request, {
    read: (limit, after) =>
      database.run(executor => {
        const part = { where: and(where, behind(after ?? [])), isNewestFirst, limit }
        return members === null
          ? selectActivities(executor, part)
          : selectOfPerson(executor, part, filter.controllerIds, members)
      }),
    keyOf: row => [row.id],
    nodesOf: rows => nodesOf(database, rows),
    count: () =>
      countRows(
        database,
        processingActivities,
        and(where, members === null ? undefined : isOfOne(filter.controllerIds, members)),
      ),
  })
}

/** Which rows of a list are read. */
interface Part {
  readonly where: SQL | undefined
  readonly isNewestFirst: boolean
  readonly limit: number
}

function selectActivities(executor: Executor, { where, isNewestFirst, limit }: Part) {
  const { id } = processingActivities
  return executor
    .select(getTableColumns(processingActivities))
    .from(processingActivities)
    .where(where)
    .orderBy(isNewestFirst ? desc(id) : asc(id))
    .limit(limit)
}

/**
 * The activities of a person stand under two indexes: the first person's in the activities, and the
 * others' beside them. Each is read in order, and no further than the page reaches.
 */
async function selectOfPerson(
  executor: Executor,
  { where, isNewestFirst, limit }: Part,
  controllerIds: readonly string[],
  members: readonly string[],
): Promise<readonly Row[]> {
  const { id } = processingActivities
  const order = isNewestFirst ? desc : asc
  const first = inArray(processingActivities.subjectId, [...members])
  const tied = executor
    .selectDistinct({ activityId: activitySubjects.activityId })
    .from(activitySubjects)
    .where(
      and(
        ofControllers(activitySubjects.controllerId, controllerIds),
        inArray(activitySubjects.subjectId, [...members]),
      ),
    )
    .as('tied')
  const others = await executor
    .select(getTableColumns(processingActivities))
    .from(tied)
    .innerJoin(processingActivities, eq(id, tied.activityId))
    .where(and(where, sql`${first} is not true`))
    .orderBy(order(id))
    .limit(limit)
  const firsts = await selectActivities(executor, {
    where: and(where, first),
    isNewestFirst,
    limit,
  })
  const sign = isNewestFirst ? -1 : 1
  const byId = (a: Row, b: Row): number => (a.id < b.id ? -sign : sign)
  return [...firsts, ...others].sort(byId).slice(0, limit)
}

function conditions(filter: ActivityFilter): readonly (SQL | undefined)[] {
  const { ids, integrationId, deliveryId, eventHashes, meaning, since, until } = filter
  const table = processingActivities
  return [
    ids === undefined ? undefined : inArray(table.id, [...ids]),
    ifGiven(table.integrationId, integrationId),
    deliveryId == null
      ? undefined
      : or(
          eq(table.deliveryId, deliveryId),
          and(eq(table.id, deliveryId), isNull(table.deliveryId)),
        ),
    ifGiven(table.meaning, meaning),
    eventHashes == null ? undefined : inArray(table.eventHash, eventHashes.map(shortOf)),
    until == null ? undefined : lt(table.receivedAt, until),
    since == null ? undefined : gte(table.receivedAt, since),
    // Lets whole months be passed over; the day is for clocks that disagree.
    since == null
      ? undefined
      : gte(table.id, firstIdAt(new Date(since.getTime() - dayMilliseconds))),
  ]
}

/** The person that is asked for, with all who were merged into it; null: none is. */
async function membersAskedFor(
  database: Database,
  { controllerIds, dataSubjectId }: ActivityFilter,
): Promise<readonly string[] | null> {
  if (dataSubjectId == null) return null
  const members = await database.run(executor =>
    membersOf(executor, controllerIds, [dataSubjectId]),
  )
  return [...new Set(members.map(({ id }) => id))]
}

function isOfOne(controllerIds: readonly string[], members: readonly string[]): SQL | undefined {
  const { activityId, controllerId, subjectId } = activitySubjects
  const mine = and(ofControllers(controllerId, controllerIds), inArray(subjectId, [...members]))
  const tied = sql`(select ${activityId} from ${activitySubjects} where ${mine})`
  return or(
    inArray(processingActivities.subjectId, [...members]),
    inArray(processingActivities.id, tied),
  )
}

async function nodesOf(database: Database, rows: readonly Row[]): Promise<readonly ActivityNode[]> {
  const [people, sets, states] = await Promise.all([
    peopleOf(database, rows),
    fieldsOf(database, rows),
    fetchStates(database, rows),
  ])
  return rows.map(row => {
    const { fields: own, fieldSet, subjectId, platformDeliveryId, eventHash, ...shown } = row
    const subjects = people.get(row.id) ?? new Map<number, string>()
    const fields = own ?? sets.get(`${row.controllerId}${fieldSet}`) ?? []
    return {
      ...shown,
      deliveryId: row.deliveryId ?? row.id,
      fetch: states.get(row.id) ?? null,
      subjectIds: [...new Set(subjects.values())],
      fields: fields.map(([path, category, person, source]) => ({
        path,
        category,
        source: source ?? ('request' as const),
        subjectId: person === null ? null : (subjects.get(person) ?? null),
      })),
    }
  })
}

/** The sets of fields that activities refer to, by controller and hash. */
async function fieldsOf(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly StoredField[]>> {
  const hashes = new Set(rows.flatMap(({ fieldSet }) => fieldSet ?? []))
  if (hashes.size === 0) return new Map()
  const controllerIds = [...new Set(rows.map(({ controllerId }) => controllerId))]
  const found = await database.run(executor =>
    executor
      .select()
      .from(fieldSets)
      .where(
        and(
          ofControllers(fieldSets.controllerId, controllerIds),
          inArray(fieldSets.hash, [...hashes]),
        ),
      ),
  )
  return new Map(found.map(({ controllerId, hash, fields }) => [`${controllerId}${hash}`, fields]))
}

/** Subjects of activities, by activity and index of the person. */
async function peopleOf(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const people = new Map<string, Map<number, string>>()
  if (rows.length === 0) return people
  for (const { id, subjectId } of rows) {
    if (subjectId !== null) people.set(id, new Map([[0, subjectId]]))
  }
  const controllerIds = rows.map(({ controllerId }) => controllerId)
  const found = await database.run(executor =>
    executor
      .select()
      .from(activitySubjects)
      .where(
        and(
          ofControllers(activitySubjects.controllerId, [...new Set(controllerIds)]),
          inArray(
            activitySubjects.activityId,
            rows.map(({ id }) => id),
          ),
        ),
      )
      .orderBy(asc(activitySubjects.person)),
  )
  for (const { activityId, person, subjectId } of found) {
    const ofActivity = people.get(activityId) ?? new Map<number, string>()
    people.set(activityId, ofActivity.set(person, subjectId))
  }
  await showRoots(database, [...new Set(controllerIds)], people)
  return people
}

/** Puts those into whom they were merged in the place of subjects. */
async function showRoots(
  database: Database,
  controllerIds: readonly string[],
  people: ReadonlyMap<string, Map<number, string>>,
): Promise<void> {
  const subjectIds = new Set([...people.values()].flatMap(subjects => [...subjects.values()]))
  const roots = await database.run(executor => rootsOf(executor, controllerIds, [...subjectIds]))
  for (const subjects of people.values()) {
    for (const [person, subjectId] of subjects) {
      subjects.set(person, roots.get(subjectId) ?? subjectId)
    }
  }
}
