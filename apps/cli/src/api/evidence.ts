import { allPages, type Page, pageInfo } from './all-pages.ts'
import type { Api } from './api-client.ts'

/** One request of a platform, or one run of reading there. */
export interface Delivery {
  readonly id: string
  readonly platformDeliveryId: string | null
  readonly outcome: string
  readonly verification: string
  readonly ignored: number
  readonly rejected: number
  /** `waiting` until what it announced has been read at the platform. */
  readonly fetch: string | null
}

/** The record of one event. */
export interface Activity {
  readonly id: string
  readonly eventType: string
  readonly meaning: string
  /** Whose, where one URL serves several. */
  readonly account: string | null
  readonly occurredAt: string | null
  readonly verification: string
  readonly fetch: string | null
  readonly dataSubjects: readonly { readonly id: string }[]
  readonly fields: readonly ActivityField[]
}

/** A place of personal data; its value was not kept. */
export interface ActivityField {
  readonly path: string
  readonly category: string
  readonly source: 'REQUEST' | 'FETCHED'
}

/** Deliveries of an integration, newest first. */
export async function listDeliveries(
  api: Api,
  filter: { readonly dataControllerId: string; readonly integrationId: string },
): Promise<readonly Delivery[]> {
  return await allPages(async after => {
    const { deliveries } = await api.run<{ deliveries: Page<Delivery> }>(
      `query ($filter: DeliveryFilter, $after: String) {
        deliveries(filter: $filter, first: 100, after: $after) {
          nodes { id platformDeliveryId outcome verification ignored rejected fetch }
          ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return deliveries
  })
}

/** Activities of an integration, by delivery and position. */
export async function listActivities(
  api: Api,
  filter: { readonly dataControllerId: string; readonly integrationId: string },
): Promise<readonly Activity[]> {
  return await allPages(async after => {
    const { processingActivities } = await api.run<{ processingActivities: Page<Activity> }>(
      `query ($filter: ProcessingActivityFilter, $after: String) {
        processingActivities(filter: $filter, first: 100, after: $after) {
          nodes {
            id eventType meaning account occurredAt verification fetch
            dataSubjects { id } fields { path category source }
          }
          ${pageInfo}
        }
      }`,
      { filter, after },
    )
    return processingActivities
  })
}
