import type { DatedStatement } from './consent-state.ts'
import { newId } from './ids.ts'
import type { Occurrence } from './resolve.ts'

/** A statement of consent that a platform told of, as every store keeps it. */
export interface RecordedConsent extends DatedStatement {
  readonly controllerId: string
  readonly subjectId: string
  readonly integrationId: string
  readonly activityId: string
  readonly channel: string
  /** The platform's own word. */
  readonly purpose: string
  readonly legalBasis: string | null
  readonly givenThrough: string | null
}

/** What somebody said of consent in one event. Every store records these. */
export function recordedConsents(
  { controller, integrationId, activityId, verification, seenAt, consents }: Occurrence,
  subjectId: string,
): readonly RecordedConsent[] {
  if (consents.length === 0) return none
  return consents.map(({ at, isTimeSigned, legalBasis, givenThrough, ...said }) => {
    const saidAt = at === undefined || Number.isNaN(at.getTime()) ? null : at
    return {
      ...said,
      id: newId(),
      controllerId: controller.id,
      subjectId,
      integrationId,
      activityId,
      saidAt,
      isTimeSigned: isTimeSigned && saidAt !== null,
      verification,
      legalBasis: legalBasis ?? null,
      givenThrough: givenThrough ?? null,
      recordedAt: seenAt,
    }
  })
}

const none: readonly RecordedConsent[] = []
