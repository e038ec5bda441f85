import type { KeyedHash } from '@conduit/privacy'
import type { ActivityRecord, DeliveryOutcome, DeliveryRecord, RecordOutcome } from './store.ts'

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
  readonly owners: ReadonlyMap<KeyedHash, string>
}

/**
 * Decides what is new, in the order given. An event is a repetition if any of its keys is known;
 * its other keys then become aliases of the known one. A delivery without events is decided by its
 * own keys, and so is the failed part of one with a quarantine. Every store decides by this.
 *
 * @param known delivery by key, of what was recorded before
 */
export function decide(
  deliveries: readonly DeliveryRecord[],
  known: ReadonlyMap<KeyedHash, string>,
): Decisions {
  const owners = new Map(known)
  const claim = (delivery: DeliveryRecord, keys: readonly KeyedHash[]): string | null => {
    let first: string | undefined
    for (const key of keys) first ??= owners.get(key)
    for (const key of keys) if (!owners.has(key)) owners.set(key, first ?? delivery.id)
    return first ?? null
  }
  return { decisions: deliveries.map(delivery => decideOne(delivery, claim)), owners }
}

function decideOne(
  delivery: DeliveryRecord,
  claim: (delivery: DeliveryRecord, keys: readonly KeyedHash[]) => string | null,
): Decision {
  const { quarantine } = delivery
  let earlier: string | null = null
  const activities = delivery.activities.filter(({ keys }) => {
    const owner = claim(delivery, keys)
    earlier ??= owner
    return owner === null
  })
  const decidesItself = delivery.activities.length === 0 || quarantine !== null
  const whole = decidesItself ? claim(delivery, delivery.keys) : null
  const first = earlier ?? whole

  if (activities.length > 0) return stored(delivery, activities)
  if (first !== null && (quarantine === null || whole !== null)) {
    const outcome = { outcome: 'duplicate', deliveryId: first, recorded: 0 } as const
    return { delivery, activities, isStored: false, outcome }
  }
  if (delivery.keys.length === 0 && quarantine === null) {
    const outcome = { outcome: outcomeOf(delivery), deliveryId: null, recorded: 0 }
    return { delivery, activities, isStored: false, outcome }
  }
  return stored(delivery, activities)
}

function stored(delivery: DeliveryRecord, activities: readonly ActivityRecord[]): Decision {
  const outcome = {
    outcome: outcomeOf(delivery),
    deliveryId: delivery.id,
    recorded: activities.length,
  }
  return { delivery, activities, isStored: true, outcome }
}

/** What becomes of a delivery of which anything is new. */
function outcomeOf({ activities, quarantine, ignored }: DeliveryRecord): DeliveryOutcome {
  if (quarantine !== null) return activities.length > 0 ? 'partial' : 'quarantined'
  return activities.length === 0 && ignored > 0 ? 'ignored' : 'recorded'
}
