import type { ActivityRecord, DeliveryRecord, RecordOutcome } from '@conduit/core'
import { hexBytes } from '../json-insert.ts'

/** What is to be kept of one delivery. */
export interface Decision {
  readonly delivery: DeliveryRecord
  /** Its events that were not seen before. */
  readonly activities: readonly ActivityRecord[]
  readonly isStored: boolean
  readonly outcome: RecordOutcome
}

/** Decisions over a set of deliveries, and the delivery that each of their keys belongs to now. */
export interface Decisions {
  readonly decisions: readonly Decision[]
  /** By controller and key; see {@link scopedKey}. */
  readonly owners: ReadonlyMap<string, string>
}

/** A key within its controller, as text: the UUID, then `\x` and hex. */
export function scopedKey(controllerId: string, key: Uint8Array): string {
  return controllerId + hexBytes(key)
}

/**
 * Decides what is new, in the order given. An event is a repetition if any of its keys is known;
 * its other keys then become aliases of the known one. A delivery without events is decided by its
 * own keys, and so is the failed part of one with a quarantine.
 *
 * @param known delivery by scoped key, of what was recorded before
 */
export function decide(
  deliveries: readonly DeliveryRecord[],
  known: ReadonlyMap<string, string>,
): Decisions {
  const owners = new Map(known)
  const claim = (delivery: DeliveryRecord, keys: readonly Uint8Array[]): string | null => {
    const scoped = keys.map(key => scopedKey(delivery.controller.id, key))
    const first = scoped.map(key => owners.get(key)).find(owner => owner !== undefined)
    for (const key of scoped) if (!owners.has(key)) owners.set(key, first ?? delivery.id)
    return first ?? null
  }
  return { decisions: deliveries.map(delivery => decideOne(delivery, claim)), owners }
}

function decideOne(
  delivery: DeliveryRecord,
  claim: (delivery: DeliveryRecord, keys: readonly Uint8Array[]) => string | null,
): Decision {
  const { quarantine } = delivery
  const earlier: string[] = []
  const activities = delivery.activities.filter(({ keys }) => {
    const owner = claim(delivery, keys)
    if (owner !== null) earlier.push(owner)
    return owner === null
  })
  const decidesItself = delivery.activities.length === 0 || quarantine !== null
  const whole = decidesItself ? claim(delivery, delivery.keys) : null
  const first = earlier[0] ?? whole

  if (activities.length > 0) return stored(delivery, activities)
  if (first !== null && (quarantine === null || whole !== null)) {
    const outcome = { deliveryId: first, duplicate: true, recorded: 0 }
    return { delivery, activities, isStored: false, outcome }
  }
  if (delivery.keys.length === 0 && quarantine === null) {
    const outcome = { deliveryId: null, duplicate: false, recorded: 0 }
    return { delivery, activities, isStored: false, outcome }
  }
  return stored(delivery, activities)
}

function stored(delivery: DeliveryRecord, activities: readonly ActivityRecord[]): Decision {
  const outcome = { deliveryId: delivery.id, duplicate: false, recorded: activities.length }
  return { delivery, activities, isStored: true, outcome }
}
