import { gte, inArray } from 'drizzle-orm'
import type { Database } from '../client.ts'
import { firstIdAt } from '../id-time.ts'
import { deliveries } from '../schema/index.ts'
import { ifGiven, listById } from './by-id.ts'
import { deliveryFetchStates, type FetchState } from './fetch-states.ts'
import type { Page, PageRequest } from './page.ts'

type Row = (typeof deliveries)['$inferSelect']

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

/** Deliveries, the newest first. */
export async function listDeliveries(
  database: Database,
  filter: DeliveryFilter,
  request: PageRequest,
): Promise<Page<DeliveryNode>> {
  const { controllerIds, ids, integrationId, outcome, since } = filter
  const where = [
    ids === undefined ? undefined : inArray(deliveries.id, [...ids]),
    ifGiven(deliveries.integrationId, integrationId),
    ifGiven(deliveries.outcome, outcome),
    since == null ? undefined : gte(deliveries.receivedAt, since),
    // Lets whole months be passed over; the day is for clocks that disagree.
    since == null
      ? undefined
      : gte(deliveries.id, firstIdAt(new Date(since.getTime() - dayMilliseconds))),
  ]
  return await listById(database, deliveries, controllerIds, where, request, async rows => {
    const states = await deliveryFetchStates(database, rows)
    return rows.map(row => ({ ...row, fetch: states.get(row.id) ?? null }))
  })
}
