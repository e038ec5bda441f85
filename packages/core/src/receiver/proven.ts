import type { PlatformEvent } from '../contract/event.ts'
import { type DeliveryRecord, repetitionDays, type Verification } from '../store/store.ts'

/** What is proven of one event, and for how long it has to be remembered. */
export interface ProvenEvent {
  readonly verification: Verification
  /** When it happened is signed, or was read at the platform. */
  readonly isTimeSigned: boolean
  readonly areKeysKept: boolean
}

const repetitionMilliseconds = repetitionDays * 86_400_000

/**
 * Judges one event by how its delivery was proven. A signature without a time is good for ever, so
 * whoever holds a copy of a delivery can send it again after its keys are forgotten: by its own signed
 * time an event is late then. Where it has none, the keys of what opens a request or says something
 * of consent are not forgotten at all.
 *
 * @param now when it is recorded, which of a replay is later than when it came
 */
export function provenEvent(
  event: PlatformEvent,
  delivery: DeliveryRecord['verification'],
  now: Date,
): ProvenEvent {
  const { meaning, isUnconfirmed = false } = event
  const verification = isUnconfirmed && delivery === 'signed' ? 'unsigned' : delivery
  const time = provenTime(event, verification)
  const age = verification === 'signed' ? now.getTime() - time : Number.NaN
  const isLate = age > repetitionMilliseconds
  return {
    verification: isLate ? 'late' : verification,
    isTimeSigned: !Number.isNaN(time),
    // What is dated ahead would be late too late.
    areKeysKept: !(age >= 0) && /^(request|consent)\./.test(meaning),
  }
}

/** In milliseconds; NaN where nothing proves it. */
function provenTime(
  { occurredAt, isTimeSigned = false }: PlatformEvent,
  verification: DeliveryRecord['verification'],
): number {
  const isProven = verification === 'fetched' || (verification === 'signed' && isTimeSigned)
  return isProven ? (occurredAt?.getTime() ?? Number.NaN) : Number.NaN
}
