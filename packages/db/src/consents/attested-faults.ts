import { isPlainName } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { AttestedConsent } from './record-consents.ts'

/** What is wrong with a statement that somebody answers for. */
export interface AttestedFault {
  readonly member: 'at' | 'channel' | 'legalBasis' | 'givenThrough'
  readonly detail: string
}

const earliestYear = 1900

/**
 * What is wrong with a statement, as far as it can be told without the database. Its words are kept in
 * clear, so that none may be an address or a message.
 */
export function attestedFaults(
  {
    saidAt,
    channel,
    legalBasis,
    givenThrough,
  }: Pick<AttestedConsent, 'saidAt' | 'channel' | 'legalBasis' | 'givenThrough'>,
  now: Date,
): readonly AttestedFault[] {
  const faults: AttestedFault[] = []
  if (saidAt > now) faults.push({ member: 'at', detail: 'must not be in the future' })
  if (saidAt.getUTCFullYear() < earliestYear) {
    faults.push({ member: 'at', detail: `must not be before ${earliestYear}` })
  }
  if (channel.trim() === '') faults.push({ member: 'channel', detail: 'must not be empty' })
  const words = { channel, legalBasis, givenThrough }
  for (const member of ['channel', 'legalBasis', 'givenThrough'] as const) {
    const word = words[member] ?? ''
    if (isPlainName(word) && cleanText(word, textLimits.word) === word) continue
    faults.push({ member, detail: 'must be at most 100 characters, without @ and markup' })
  }
  return faults
}
