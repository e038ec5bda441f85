import { isPlainName } from '@conduit/core/host'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database } from '../database/database.ts'
import { channelWord } from './channel-word.ts'
import { knownChannels } from './known-channels.ts'
import type { AttestedConsent } from './record-consents.ts'

/** What is wrong with a statement that somebody answers for. */
export interface AttestedFault {
  readonly member: 'at' | 'channel' | 'legalBasis' | 'givenThrough'
  readonly detail: string
}

const earliestYear = 1900
const noChannel =
  'must be email, sms, phone, post, any, or one that a platform has told of or a mapping names'

/** What may be wrong with a statement that somebody answers for. */
type Judged = Pick<AttestedConsent, 'saidAt' | 'channel' | 'legalBasis' | 'givenThrough'>

/**
 * What is wrong with statements, of each of them. Their words are kept in clear, so that none may be an
 * address or a message; a channel has to be one that is known.
 */
export async function attestedFaults(
  database: Database,
  controllerId: string,
  consents: readonly Judged[],
  now: Date,
): Promise<readonly (readonly AttestedFault[])[]> {
  const words = consents.map(({ channel }) => channelWord(channel)).filter(isKept)
  const channels = await knownChannels(database, controllerId, words)
  return consents.map(consent => faultsOf(consent, now, channels))
}

function faultsOf(
  { saidAt, channel, legalBasis, givenThrough }: Judged,
  now: Date,
  channels: ReadonlySet<string>,
): readonly AttestedFault[] {
  const faults: AttestedFault[] = []
  if (saidAt > now) faults.push({ member: 'at', detail: 'must not be in the future' })
  if (saidAt.getUTCFullYear() < earliestYear) {
    faults.push({ member: 'at', detail: `must not be before ${earliestYear}` })
  }
  if (channel.trim() === '') faults.push({ member: 'channel', detail: 'must not be empty' })
  const words = { channel: channelWord(channel), legalBasis, givenThrough }
  for (const member of ['channel', 'legalBasis', 'givenThrough'] as const) {
    const word = words[member] ?? ''
    if (isKept(word)) continue
    faults.push({ member, detail: 'must be at most 100 characters, without @ and markup' })
  }
  if (!channels.has(channelWord(channel)) && faults.every(({ member }) => member !== 'channel')) {
    faults.push({ member: 'channel', detail: noChannel })
  }
  return faults
}

/** Is this a word that may be kept in clear, as it is? */
function isKept(word: string): boolean {
  return isPlainName(word) && cleanText(word, textLimits.word) === word
}
