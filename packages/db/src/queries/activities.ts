import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'
import { and, asc, desc, eq, getTableColumns, gte, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { firstIdAt } from '../id-time.ts'
import { activitySubjects, deliveries, processingActivities } from '../schema/index.ts'
import { countRows, ifGiven, ofControllers } from './by-id.ts'
import { type FetchState, fetchStates } from './fetch-states.ts'
import { type Page, type PageRequest, readPage } from './page.ts'

type Row = (typeof processingActivities)['$inferSelect']

/** Which processing activities. */
export interface ActivityFilter {
  readonly controllerIds: readonly string[]
  readonly integrationId?: string | null | undefined
  readonly deliveryId?: string | null | undefined
  readonly dataSubjectId?: string | null | undefined
  /** Keyed hashes of a platform's event id, one for each key of the ring. */
  readonly eventHashes?: readonly Uint8Array[] | null | undefined
  readonly meaning?: PrivacyMeaning | null | undefined
  /** By when we received it: from this moment on, and before that one. */
  readonly since?: Date | null | undefined
  readonly until?: Date | null | undefined
  /** The newest delivery first, and in it the last position; default: in the order of arrival. */
  readonly newestFirst?: boolean | undefined
}

/** A processing activity with the people it belongs to. */
export interface ActivityNode extends Omit<Row, 'fields'> {
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

/** Processing activities, ordered by delivery and position. */
export async function listActivities(
  database: Database,
  filter: ActivityFilter,
  request: PageRequest,
): Promise<Page<ActivityNode>> {
  const where = and(
    ofControllers(processingActivities.controllerId, filter.controllerIds),
    ...conditions(filter),
  )
  const { deliveryId, position, id } = processingActivities
  const direction = filter.newestFirst === true ? desc : asc
  return await readPage<Row, ActivityNode>(request, {
    read: (limit, after) =>
      database.run(executor =>
        executor
          .select(getTableColumns(processingActivities))
          .from(processingActivities)
          // The deliveries of an integration lead to its activities in order, without an index of their own.
          .innerJoin(
            deliveries,
            and(ofDelivery(), ifGiven(deliveries.integrationId, filter.integrationId)),
          )
          .where(and(where, behind(after, filter.newestFirst === true)))
          .orderBy(direction(deliveryId), direction(position), direction(id))
          .limit(limit),
      ),
    keyOf: row => [row.deliveryId, String(row.position), row.id],
    nodesOf: rows => nodesOf(database, rows),
    count: () => countRows(database, processingActivities, where),
  })
}

function conditions(filter: ActivityFilter): readonly (SQL | undefined)[] {
  const {
    controllerIds,
    integrationId,
    deliveryId,
    dataSubjectId,
    eventHashes,
    meaning,
    since,
    until,
  } = filter
  const table = processingActivities
  return [
    ifGiven(table.integrationId, integrationId),
    ifGiven(table.deliveryId, deliveryId),
    ifGiven(table.meaning, meaning),
    dataSubjectId == null
      ? undefined
      : inArray(table.id, activitiesOf(controllerIds, dataSubjectId)),
    eventHashes == null ? undefined : inArray(table.eventHash, [...eventHashes]),
    until == null ? undefined : lt(table.receivedAt, until),
    since == null ? undefined : gte(table.receivedAt, since),
    // Lets whole months be passed over; the day is for clocks that disagree.
    since == null
      ? undefined
      : gte(table.id, firstIdAt(new Date(since.getTime() - dayMilliseconds))),
  ]
}

function activitiesOf(controllerIds: readonly string[], subjectId: string): SQL {
  const { activityId, controllerId } = activitySubjects
  const mine = and(
    ofControllers(controllerId, controllerIds),
    eq(activitySubjects.subjectId, subjectId),
  )
  return sql`(select ${activityId} from ${activitySubjects} where ${mine})`
}

function ofDelivery(): SQL | undefined {
  return and(
    eq(deliveries.controllerId, processingActivities.controllerId),
    eq(deliveries.id, processingActivities.deliveryId),
  )
}

function behind(after: readonly string[] | null, newestFirst: boolean): SQL | undefined {
  if (after === null) return undefined
  const { deliveryId, position, id } = processingActivities
  const key = sql`(${after[0]}::uuid, ${after[1]}::int, ${after[2]}::uuid)`
  const comparison = sql.raw(newestFirst ? '<' : '>')
  return sql`(${deliveryId}, ${position}, ${id}) ${comparison} ${key}`
}

async function nodesOf(database: Database, rows: readonly Row[]): Promise<readonly ActivityNode[]> {
  const [people, states] = await Promise.all([
    peopleOf(database, rows),
    fetchStates(database, rows),
  ])
  return rows.map(row => {
    const subjects = people.get(row.id) ?? new Map<number, string>()
    return {
      ...row,
      fetch: states.get(row.id) ?? null,
      subjectIds: [...new Set(subjects.values())],
      fields: row.fields.map(([path, category, person, source]) => ({
        path,
        category,
        source: source ?? ('request' as const),
        subjectId: person === null ? null : (subjects.get(person) ?? null),
      })),
    }
  })
}

/** Subjects of activities, by activity and index of the person. */
async function peopleOf(
  database: Database,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, string>>> {
  const people = new Map<string, Map<number, string>>()
  if (rows.length === 0) return people
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
  return people
}
