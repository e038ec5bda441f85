import type { ActivityRecord, Decision, DeliveryRecord } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { instantOrNull } from '../database/instant-or-null.ts'
import { shortOf } from '../database/short-hash.ts'
import { byKeys } from './by-keys.ts'
import type { FieldSets, NewFieldSet, PlacedFields } from './field-sets.ts'

/** Is this delivery nothing but its one event, so that one row says everything? */
export function isMerged(delivery: DeliveryRecord): boolean {
  const { id, activities, ignored, rejected, catchUp, quarantine } = delivery
  if (activities.length !== 1 || activities[0]?.id !== id) return false
  return ignored === 0 && rejected === 0 && !catchUp && quarantine === null
}

/**
 * The row of a delivery, or what a further piece adds to it; a repetition has none, nor has a delivery
 * that is its activity.
 */
export function deliveryRows({ delivery, activities, outcome: { outcome } }: Decision) {
  if (outcome === 'duplicate' || isMerged(delivery)) return []
  return [{ ...deliveryRow(delivery), outcome, activities: activities.length }]
}

/** The row of a delivery of which everything could be processed, without the number of its activities. */
export function deliveryRow(delivery: DeliveryRecord) {
  return {
    controllerId: delivery.controller.id,
    id: delivery.id,
    integrationId: delivery.integrationId,
    platformDeliveryId: cleanOrNull(delivery.platformDeliveryId, textLimits.deliveryId),
    receivedAt: delivery.receivedAt.toISOString(),
    outcome: 'recorded' as const,
    verification: delivery.verification,
    ignored: delivery.ignored,
    rejected: delivery.rejected,
  }
}

/** The rows of what is new in a delivery; who their people are comes later. */
export function activityRows({ delivery, activities }: Decision, fieldSets: FieldSets) {
  return activities.map(activity => {
    const type = cleanText(activity.type, textLimits.type)
    const placed = fieldSets.place(delivery, activity, type)
    return { row: activityRow(delivery, activity, type, placed), newSet: placed.newSet }
  })
}

/**
 * The row of one event, without its people.
 *
 * @param item number of the event among those that are written together
 * @param subjectId of its first person
 */
export function activityRow(
  delivery: DeliveryRecord,
  activity: ActivityRecord,
  type: string,
  { fieldSet, fields }: PlacedFields,
  item = 0,
  subjectId: string | null = null,
) {
  const isAlone = isMerged(delivery)
  const { eventHash } = activity
  // One literal: a row that is put together from others costs ten times as much.
  return {
    item,
    controllerId: delivery.controller.id,
    id: activity.id,
    deliveryId: isAlone ? null : delivery.id,
    integrationId: delivery.integrationId,
    platformDeliveryId: isAlone
      ? cleanOrNull(delivery.platformDeliveryId, textLimits.deliveryId)
      : null,
    position: activity.position,
    type,
    meaning: activity.meaning,
    scope: activity.scope,
    account: cleanOrNull(activity.account, textLimits.account),
    occurredAt: instantOrNull(activity.occurredAt),
    receivedAt: delivery.receivedAt.toISOString(),
    path: cleanText(activity.path, textLimits.path),
    verification: activity.verification,
    eventHash: eventHash === null ? null : shortOf(eventHash),
    people: activity.people.length,
    subjectId,
    fieldSet,
    fields,
  }
}

const bySet = byKeys('controllerId', 'hash')
const byTypeAndSet = byKeys('controllerId', 'integrationId', 'eventType', 'hash')

/** Rows of the sets of fields that are new, each once, in the order of their keys. */
export function fieldSetRows(fresh: readonly NewFieldSet[]) {
  const seen = new Map(fresh.map(set => [set.integrationId + set.hash + set.eventType, set]))
  const bare = fresh.map(({ controllerId, hash, fields }) => ({ controllerId, hash, fields }))
  const sets = new Map(bare.map(set => [set.controllerId + set.hash, set]))
  return {
    fieldSets: [...sets.values()].sort(bySet),
    fieldSetsSeen: [...seen.values()].sort(byTypeAndSet),
  }
}

function cleanOrNull(value: string | null, limit: number): string | null {
  return value === null ? null : cleanText(value, limit)
}
