import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { fetchQueue, processingActivities } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

/** What became of something that was to be read at a platform. */
export type FetchState = (typeof fetchQueue)['$inferSelect']['state']

const worstFirst: readonly FetchState[] = ['waiting', 'failed', 'skipped', 'done']

/** States of activities by their id, and of deliveries that asked to catch up by theirs. */
export async function fetchStates(
  database: Database,
  rows: readonly RowRef[],
): Promise<ReadonlyMap<string, FetchState>> {
  if (rows.length === 0) return new Map()
  const found = await database.run(executor =>
    executor
      .select({ id: fetchQueue.id, state: fetchQueue.state })
      .from(fetchQueue)
      .where(
        and(
          ofControllers(fetchQueue.controllerId, controllersOf(rows)),
          inArray(fetchQueue.id, idsOf(rows)),
        ),
      ),
  )
  return new Map(found.map(({ id, state }) => [id, state]))
}

/** States of deliveries: one waits as long as anything of it waits, and failed if anything failed. */
export async function deliveryFetchStates(
  database: Database,
  rows: readonly RowRef[],
): Promise<ReadonlyMap<string, FetchState>> {
  if (rows.length === 0) return new Map()
  const own = await fetchStates(database, rows)
  const ofActivities = await database.run(executor =>
    executor
      .selectDistinct({ id: processingActivities.deliveryId, state: fetchQueue.state })
      .from(processingActivities)
      .innerJoin(
        fetchQueue,
        and(
          eq(fetchQueue.controllerId, processingActivities.controllerId),
          eq(fetchQueue.id, processingActivities.id),
        ),
      )
      .where(
        and(
          ofControllers(processingActivities.controllerId, controllersOf(rows)),
          inArray(processingActivities.deliveryId, idsOf(rows)),
        ),
      ),
  )
  const states = new Map(own)
  for (const { id, state } of ofActivities) {
    if (id === null) continue
    const worst = worstFirst.find(each => each === state || each === states.get(id))
    states.set(id, worst ?? state)
  }
  return states
}

function controllersOf(rows: readonly RowRef[]): readonly string[] {
  return [...new Set(rows.map(({ controllerId }) => controllerId))]
}

function idsOf(rows: readonly RowRef[]): string[] {
  return rows.map(({ id }) => id)
}
