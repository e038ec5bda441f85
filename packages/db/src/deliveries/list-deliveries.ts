import { and, desc, getTableColumns, gte, inArray, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { firstIdAt } from '../database/id-time.ts'
import { countRows, ifGiven, ofControllers } from '../lists/list-by-id.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import { deliveries, processingActivities } from '../schema/index.ts'
import { deliveryFetchStates, type FetchState } from './fetch-states.ts'

/** One that is its activity is proven as that is. */
type Row = Omit<(typeof deliveries)['$inferSelect'], 'verification'> &
  Pick<(typeof processingActivities)['$inferSelect'], 'verification'>

/** Which deliveries. */
export interface DeliveryFilter {
  readonly controllerIds: readonly string[]
  readonly ids?: readonly string[] | undefined
  readonly integrationId?: string | null | undefined
  readonly outcome?: Row['outcome'] | null | undefined
  readonly since?: Date | null | undefined
}

/** A delivery, with what became of the reading that it caused; null: nothing was to be read. */
export interface DeliveryNode extends Row {
  readonly fetch: FetchState | null
}

const dayMilliseconds = 86_400_000

/**
 * Deliveries, the newest first: those with rows of their own, and those that are their activity. Each
 * kind is read by its own index, no further than the page reaches.
 */
export async function listDeliveries(
  database: Database,
  filter: DeliveryFilter,
  request: PageRequest,
): Promise<Page<DeliveryNode>> {
  const apart = and(...conditions(deliveries, filter), ifGiven(deliveries.outcome, filter.outcome))
  const merged =
    filter.outcome == null || filter.outcome === 'recorded'
      ? and(...conditions(processingActivities, filter), isNull(processingActivities.deliveryId))
      : sql`false`
  return await readPage<Row, DeliveryNode>(request, {
    read: (limit, after) =>
      database.run(async executor => {
        const rows = [
          ...(await selectApart(executor, apart, after, limit)),
          ...(await selectMerged(executor, merged, after, limit)),
        ]
        return rows.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
      }),
    keyOf: row => [row.id],
    nodesOf: async rows => {
      const states = await deliveryFetchStates(database, rows)
      return rows.map(row => ({ ...row, fetch: states.get(row.id) ?? null }))
    },
    count: async () =>
      (await countRows(database, deliveries, apart)) +
      (await countRows(database, processingActivities, merged)),
  })
}

function conditions(
  table: typeof deliveries | typeof processingActivities,
  { controllerIds, ids, integrationId, since }: DeliveryFilter,
): readonly (SQL | undefined)[] {
  return [
    ofControllers(table.controllerId, controllerIds),
    ids === undefined ? undefined : inArray(table.id, [...ids]),
    ifGiven(table.integrationId, integrationId),
    since == null ? undefined : gte(table.receivedAt, since),
    // Lets whole months be passed over; the day is for clocks that disagree.
    since == null
      ? undefined
      : gte(table.id, firstIdAt(new Date(since.getTime() - dayMilliseconds))),
  ]
}

async function selectApart(
  executor: Executor,
  where: SQL | undefined,
  after: readonly string[] | null,
  limit: number,
): Promise<readonly Row[]> {
  return await executor
    .select(getTableColumns(deliveries))
    .from(deliveries)
    .where(and(where, after === null ? undefined : lt(deliveries.id, after[0] ?? '')))
    .orderBy(desc(deliveries.id))
    .limit(limit)
}

async function selectMerged(
  executor: Executor,
  where: SQL | undefined,
  after: readonly string[] | null,
  limit: number,
): Promise<readonly Row[]> {
  const { controllerId, id, integrationId, platformDeliveryId, receivedAt, verification } =
    processingActivities
  const rows = await executor
    .select({ controllerId, id, integrationId, platformDeliveryId, receivedAt, verification })
    .from(processingActivities)
    .where(and(where, after === null ? undefined : lt(id, after[0] ?? '')))
    .orderBy(desc(id))
    .limit(limit)
  return rows.map(row => ({ ...row, outcome: 'recorded', activities: 1, ignored: 0, rejected: 0 }))
}
