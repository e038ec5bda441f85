import { type Occurrence, type RecordedConsent, recordedConsents } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { instantOrNull } from '../database/instant-or-null.ts'

/** The rows of what somebody said of consent in one event; none of somebody who is suppressed. */
export function consentRows(occurrence: Occurrence, subjectId: string | null | undefined) {
  if (subjectId == null || occurrence.consents.length === 0) return none
  return recordedConsents(occurrence, subjectId).map(consentRow)
}

const none: readonly ReturnType<typeof consentRow>[] = []

function consentRow(consent: RecordedConsent) {
  const saidAt = instantOrNull(consent.saidAt)
  return {
    ...consent,
    channel: cleanText(consent.channel, textLimits.word),
    purpose: cleanText(consent.purpose, textLimits.word),
    saidAt,
    isTimeSigned: consent.isTimeSigned && saidAt !== null,
    legalBasis: cleanOrNull(consent.legalBasis),
    givenThrough: cleanOrNull(consent.givenThrough),
    method: 'platform' as const,
    recordedAt: consent.recordedAt.toISOString(),
  }
}

function cleanOrNull(word: string | null): string | null {
  return word === null ? null : cleanText(word, textLimits.word)
}
