import type { ActivityRecord, DeliveryRecord, FieldRecord, Verification } from '@conduit/core'
import { hexBytes } from '../json-insert.ts'
import type { deliveries, StoredField } from '../schema/index.ts'
import { cleanText, textLimits } from '../text.ts'
import type { Decision } from './decide.ts'

type Outcome = (typeof deliveries)['$inferSelect']['outcome']

/** The row of a delivery. */
export function deliveryRow({ delivery, activities }: Decision) {
  return {
    controllerId: delivery.controller.id,
    id: delivery.id,
    integrationId: delivery.connectionId,
    platformDeliveryId: cleanOrNull(delivery.platformDeliveryId, textLimits.deliveryId),
    receivedAt: delivery.receivedAt.toISOString(),
    outcome: outcomeOf(delivery),
    verification: delivery.verification,
    activities: activities.length,
    ignored: delivery.ignored,
    rejected: delivery.rejected,
  }
}

/** The rows of what is new in a delivery. */
export function activityRows({ delivery, activities }: Decision) {
  return activities.map(activity => activityRow(delivery, activity))
}

function activityRow(delivery: DeliveryRecord, activity: ActivityRecord) {
  return {
    controllerId: delivery.controller.id,
    id: activity.id,
    deliveryId: delivery.id,
    integrationId: delivery.connectionId,
    position: activity.position,
    type: cleanText(activity.type, textLimits.type),
    meaning: activity.meaning,
    scope: activity.scope,
    account: cleanOrNull(activity.account, textLimits.account),
    occurredAt: instantOrNull(activity.occurredAt),
    receivedAt: delivery.receivedAt.toISOString(),
    path: cleanText(activity.path, textLimits.path),
    verification: delivery.verification,
    eventHash: activity.eventHash === null ? null : hexBytes(activity.eventHash),
    people: activity.people.length,
    fields: storedFields(activity.fields, delivery.verification),
  }
}

/** Fields as an activity keeps them; `firstPerson` is added to their indices into people. */
export function storedFields(
  fields: readonly FieldRecord[],
  verification: Verification,
  firstPerson = 0,
): readonly StoredField[] {
  return fields.map(({ path, category, person }) => {
    const cleaned = cleanText(path, textLimits.path)
    const index = person === null ? null : firstPerson + person
    return verification === 'fetched'
      ? [cleaned, category, index, 'fetched']
      : [cleaned, category, index]
  })
}

/**
 * A platform's time as text; null where PostgreSQL, or anyone, could not read it.
 * @param date any date, an invalid one too
 */
export function instantOrNull(date: Date | null): string | null {
  const year = date?.getUTCFullYear() ?? Number.NaN
  return date !== null && year >= 1 && year <= 9999 ? date.toISOString() : null
}

function outcomeOf({ activities, quarantine, ignored }: DeliveryRecord): Outcome {
  if (quarantine !== null) return activities.length > 0 ? 'partial' : 'quarantined'
  return activities.length === 0 && ignored > 0 ? 'ignored' : 'recorded'
}

function cleanOrNull(value: string | null, limit: number): string | null {
  return value === null ? null : cleanText(value, limit)
}
