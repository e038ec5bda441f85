import type { KeyedHash } from '@conduit/privacy'
import {
  type MemoryActivity,
  type MemoryPeople,
  newActivity,
  withoutPlaintext,
} from './memory-people.ts'
import type { MemorySuppressions } from './memory-suppressions.ts'
import { fitsQuarantine, type QuarantineQuota } from './quarantine-quota.ts'
import type { FetchReport } from './queue.ts'
import { type RecordedRequest, recordedRequests } from './recorded-request.ts'
import type { ActivityRecord, DeliveryRecord, IntegrationRef, StoredIntegration } from './store.ts'
import { withoutSuppressed } from './suppressed.ts'

/** What the parts of a `memoryStore` share. */
export interface MemoryTables {
  /** Replaced one by one when their state changes. */
  readonly integrations: StoredIntegration[]
  readonly deliveries: DeliveryRecord[]
  readonly activities: MemoryActivity[]
  /** Index of each delivery and of each activity, by id: both only grow. */
  readonly places: {
    readonly deliveries: Map<string, number>
    readonly activities: Map<string, number>
  }
  readonly people: MemoryPeople
  readonly suppressions: MemorySuppressions
  /** What people ask of controllers. */
  readonly requests: RecordedRequest[]
  /** Repetition key → delivery that had it first. */
  readonly seen: Map<KeyedHash, string>
  /** How often each integration's quarantine was full. */
  readonly leftOut: Map<string, number>
  readonly reports: FetchReport[]
  /** By integration. */
  readonly lastReports: Map<string, FetchReport>
  /** Integration by the delivery that asked to catch up and waits. */
  readonly catchUps: Map<string, IntegrationRef>
}

/** Keeps a delivery, or adds to it what a further piece brings; of its activities those that are new. */
export function keepDelivery(
  tables: MemoryTables,
  brought: DeliveryRecord,
  activities: readonly ActivityRecord[],
): void {
  const { places, suppressions } = tables
  const suppressed = suppressions.among(brought, brought.activities)
  const delivery = withoutSuppressed(brought, suppressed)
  suppressions.count(brought, activities)
  const kept = new Map(delivery.activities.map(activity => [activity.id, activity]))
  const own = { ...delivery, activities: withoutPlaintext(delivery.activities) }
  const index = places.deliveries.get(delivery.id) ?? tables.deliveries.length
  const before = tables.deliveries[index]
  places.deliveries.set(delivery.id, index)
  tables.deliveries[index] = before === undefined ? own : joined(before, own)
  for (const { id, requests } of activities) {
    const activity = kept.get(id)
    if (activity === undefined) continue
    const { controller, integrationId, receivedAt: seenAt } = delivery
    const { id: activityId, verification } = activity
    const origin = { controller, integrationId, activityId, verification, seenAt }
    const subjects = tables.people.remember(origin, activity.people)
    places.activities.set(activity.id, tables.activities.length)
    tables.activities.push(newActivity(delivery, activity, subjects))
    const ref = { controllerId: controller.id, id: integrationId }
    tables.requests.push(...recordedRequests(ref, activityId, requests))
  }
}

/** Is there room for what failed of this delivery? Counted if there is not. */
export function hasRoom(
  { deliveries, leftOut }: Pick<MemoryTables, 'deliveries' | 'leftOut'>,
  quota: QuarantineQuota,
  { integrationId, quarantine }: DeliveryRecord,
): boolean {
  if (quarantine === null) return true
  const kept = deliveries.flatMap(each =>
    each.integrationId === integrationId && each.quarantine !== null ? [each.quarantine] : [],
  )
  const bytes = kept.reduce((sum, { sealed }) => sum + sealed.length, 0)
  if (fitsQuarantine(quota, { rows: kept.length, bytes }, quarantine.sealed.length)) return true
  leftOut.set(integrationId, (leftOut.get(integrationId) ?? 0) + 1)
  return false
}

function joined(before: DeliveryRecord, piece: DeliveryRecord): DeliveryRecord {
  return {
    ...before,
    activities: [...before.activities, ...piece.activities],
    rejected: before.rejected + piece.rejected,
    catchUp: before.catchUp || piece.catchUp,
    quarantine: before.quarantine ?? piece.quarantine,
  }
}

/** The owners of what these deliveries bring, as far as it was seen before. */
export function knownOf(
  { seen }: MemoryTables,
  deliveries: readonly Pick<DeliveryRecord, 'keys' | 'activities'>[],
): ReadonlyMap<KeyedHash, string> {
  const known = new Map<KeyedHash, string>()
  for (const { keys, activities } of deliveries) {
    for (const key of [keys, ...activities.map(activity => activity.keys)].flat()) {
      const owner = seen.get(key)
      if (owner !== undefined) known.set(key, owner)
    }
  }
  return known
}
