import { ask, type Connected } from './over-http.ts'
import type { TestApp } from './test-app.ts'

/** A delivery, as the API tells of it. */
export interface Delivery {
  readonly id: string
  readonly platformDeliveryId: string | null
  readonly outcome: string
  readonly verification: string
  readonly ignored: number
  readonly rejected: number
}

/** An activity, as the API tells of it. */
export interface Activity {
  readonly id: string
  readonly position: number
  readonly eventType: string
  readonly meaning: string
  readonly account: string | null
  readonly occurredAt: string | null
  readonly fetch: string | null
  readonly delivery: { readonly id: string; readonly verification: string }
  readonly integration: { readonly id: string; readonly dataController: { readonly did: string } }
  readonly dataSubjects: readonly { readonly id: string }[]
  readonly fields: readonly ActivityField[]
}

/** A place of personal data, as the API tells of it. */
export interface ActivityField {
  readonly path: string
  readonly category: string
  readonly source: string
}

/** What is on record for some integrations. */
export interface Records {
  readonly deliveries: readonly Delivery[]
  readonly activities: readonly Activity[]
}

const activitiesQuery = `query($filter: ProcessingActivityFilter!) {
  processingActivities(filter: $filter, first: 100) { totalCount nodes {
    id position eventType meaning account occurredAt fetch
    delivery { id verification } integration { id dataController { did } }
    dataSubjects { id } fields { path category source } } } }`
const deliveriesQuery = `query($filter: DeliveryFilter!) {
  deliveries(filter: $filter, first: 100) { totalCount nodes {
    id platformDeliveryId outcome verification ignored rejected } } }`

/** All that is on record, what the platform sent before what was read there. */
export async function recordsOf(app: TestApp, connected: readonly Connected[]): Promise<Records> {
  const deliveries: Delivery[] = []
  const activities: Activity[] = []
  for (const { controllerId: dataControllerId, integrationId } of connected) {
    const filter = { dataControllerId, integrationId }
    deliveries.push(...(await deliveriesOf(app, filter)))
    activities.push(...(await activitiesOf(app, filter)))
  }
  const order = ({ delivery, position }: Activity) =>
    delivery.verification === 'fetched' ? activities.length : position
  return { deliveries, activities: activities.sort((a, b) => order(a) - order(b)) }
}

/** Those that were not there before. */
export function since(before: Records, { deliveries, activities }: Records): Records {
  const known = new Set([...before.deliveries, ...before.activities].map(({ id }) => id))
  return {
    deliveries: deliveries.filter(({ id }) => !known.has(id)),
    activities: activities.filter(({ id }) => !known.has(id)),
  }
}

/** Activities by a filter of the API. */
export async function activitiesOf(app: TestApp, filter: object): Promise<readonly Activity[]> {
  const answer = await ask<{ processingActivities: Page<Activity> }>(app, activitiesQuery, {
    filter,
  })
  return wholeOf(answer.processingActivities)
}

async function deliveriesOf(app: TestApp, filter: object): Promise<readonly Delivery[]> {
  const answer = await ask<{ deliveries: Page<Delivery> }>(app, deliveriesQuery, { filter })
  return wholeOf(answer.deliveries)
}

interface Page<Node> {
  readonly totalCount: number
  readonly nodes: readonly Node[]
}

function wholeOf<Node>({ totalCount, nodes }: Page<Node>): readonly Node[] {
  if (totalCount !== nodes.length) throw new Error('more than one page')
  return nodes
}
