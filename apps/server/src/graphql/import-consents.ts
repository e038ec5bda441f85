import { ConduitError } from '@conduit/core'
import { subjectsByTokens, writeAudit } from '@conduit/db'
import {
  type AttestedConsent,
  type AttestedFault,
  attestedFaults,
  purposesByName,
  recordConsents,
} from '@conduit/db/consents'
import type { GraphContext } from './context.ts'
import { lookUpManyTokens, type SoughtIdentifier } from './look-up.ts'

/** What a person said, who is named by an identifier. */
export interface ImportedConsent extends SoughtIdentifier {
  readonly purpose: string
  readonly channel: string
  readonly state: AttestedConsent['state']
  readonly at: Date
  readonly givenThrough?: string | null | undefined
}

/** What became of one of them. */
export interface ImportResult {
  readonly outcome: 'recorded' | 'unknown_person' | 'unclear_person' | 'unknown_purpose' | 'invalid'
  readonly detail: string | null
}

const mostAtOnce = 250

const members: Readonly<Record<AttestedFault['member'], string>> = {
  at: 'its time',
  channel: 'its channel',
  legalBasis: 'its legal basis',
  givenThrough: 'how it was given',
}

/**
 * Records what many people said. Who is not known, or not clearly, is left out, and so is what cannot
 * be read; the rest is recorded. Looking people up stands in the audit log, as every look-up does.
 *
 * @returns results in their order
 * @throws {ConduitError} `invalid`: too many at once; `not_found`
 */
export async function importConsents(
  context: GraphContext,
  controllerId: string,
  consents: readonly ImportedConsent[],
  isDryRun: boolean,
): Promise<readonly ImportResult[]> {
  if (consents.length > mostAtOnce) {
    const faults = [{ pointer: '/input/consents', detail: `must hold at most ${mostAtOnce}` }]
    throw new ConduitError('invalid', { reason: 'too many at once', faults })
  }
  const { database, administration, clock } = context.services
  const now = clock()
  const sought = await lookUpManyTokens(context, controllerId, consents)
  const tokens = sought.map(each => each.tokens)
  const people = await subjectsByTokens(database, controllerId, tokens)
  const names = [...new Set(consents.map(({ purpose }) => purpose))]
  const purposes = await purposesByName(database, controllerId, names)
  const faults = await attestedFaults(database, controllerId, consents.map(wordsOf), now)
  await database.run(executor =>
    writeAudit(executor, {
      ...{ at: now, controllerId, actor: context.actor, action: 'subject.lookup' },
      ...{ objectType: 'data_subject', objectId: null },
      details: { count: consents.length, isFound: people.some(({ length }) => length > 0) },
    }),
  )
  const judged = consents.map((consent, index) => {
    const purposeId = purposes.get(consent.purpose)?.id
    const [subjectId, ...others] = people[index] ?? []
    const unusable = sought[index]?.fault ?? null
    if (unusable !== null) return invalid(unusable)
    const [fault] = faults[index] ?? []
    if (fault !== undefined) return invalid(`${members[fault.member]} ${fault.detail}`)
    if (purposeId === undefined) return left('unknown_purpose')
    if (subjectId === undefined) return left('unknown_person')
    if (others.length > 0) return left('unclear_person')
    return attested(consent, subjectId, purposeId)
  })
  const good = judged.filter(each => 'subjectId' in each)
  if (!isDryRun && good.length > 0)
    await recordConsents(administration, context.actor, controllerId, good)
  return judged.map(each =>
    'subjectId' in each ? ({ outcome: 'recorded', detail: null } as const) : each,
  )
}

function attested(consent: ImportedConsent, subjectId: string, purposeId: string): AttestedConsent {
  return { subjectId, purposeId, method: 'import', ...wordsOf(consent) }
}

function wordsOf({ channel, state, at: saidAt, givenThrough = null }: ImportedConsent) {
  return { channel, state, saidAt, givenThrough }
}

function left(outcome: ImportResult['outcome']): ImportResult {
  return { outcome, detail: null }
}

function invalid(detail: string): ImportResult {
  return { outcome: 'invalid', detail }
}
