import type { Api } from '../api/api-client.ts'
import { type Activity, type Delivery, listActivities, listDeliveries } from '../api/evidence.ts'

/** What the API tells of some integrations. */
export interface Records {
  readonly deliveries: readonly Delivery[]
  readonly activities: readonly Activity[]
}

/** All that is on record for some integrations of a controller. */
export async function recordsOf(
  api: Api,
  dataControllerId: string,
  integrationIds: readonly string[],
): Promise<Records> {
  const [deliveries, activities] = await Promise.all([
    deliveriesOf(api, dataControllerId, integrationIds),
    activitiesOf(api, dataControllerId, integrationIds),
  ])
  return { deliveries, activities }
}

/** The deliveries alone. */
export async function deliveriesOf(
  api: Api,
  dataControllerId: string,
  integrationIds: readonly string[],
): Promise<readonly Delivery[]> {
  const all = await Promise.all(
    integrationIds.map(integrationId => listDeliveries(api, { dataControllerId, integrationId })),
  )
  return all.flat()
}

/** The activities alone. */
export async function activitiesOf(
  api: Api,
  dataControllerId: string,
  integrationIds: readonly string[],
): Promise<readonly Activity[]> {
  const all = await Promise.all(
    integrationIds.map(integrationId => listActivities(api, { dataControllerId, integrationId })),
  )
  return all.flat()
}

/** The records that were not there before. */
export function since(before: Records, { deliveries, activities }: Records): Records {
  const known = new Set([...before.deliveries, ...before.activities].map(({ id }) => id))
  return {
    deliveries: deliveries.filter(({ id }) => !known.has(id)),
    activities: activities.filter(({ id }) => !known.has(id)),
  }
}
