import { ConduitError } from '@conduit/core'
import { addSuppressions, type NewSuppression } from '@conduit/db/erasure'
import type { GraphContext } from './context.ts'
import { lookUpManyTokens, type SoughtIdentifier, type SoughtTokens } from './look-up.ts'

/** An identifier to be suppressed. */
export interface ImportedSuppression extends SoughtIdentifier {
  readonly effectiveFrom?: Date | null | undefined
  readonly expiresAt?: Date | null | undefined
}

/** What became of one of them. */
export interface SuppressionResult {
  readonly isSuppressed: boolean
  readonly detail: string | null
}

const mostAtOnce = 250

/**
 * Suppresses whoever is named. What cannot be read is left out; the rest is on the list.
 *
 * @returns results in their order
 * @throws {ConduitError} `invalid`: too many at once; `not_found`
 */
export async function importSuppressions(
  context: GraphContext,
  controllerId: string,
  suppressions: readonly ImportedSuppression[],
  isDryRun: boolean,
): Promise<readonly SuppressionResult[]> {
  if (suppressions.length > mostAtOnce) {
    const faults = [{ pointer: '/input/suppressions', detail: `must hold at most ${mostAtOnce}` }]
    throw new ConduitError('invalid', { reason: 'too many at once', faults })
  }
  const { administration, clock } = context.services
  const now = clock()
  const sought = await lookUpManyTokens(context, controllerId, suppressions)
  const judged = suppressions.map((each, index) => {
    const detail = sought[index]?.fault ?? timeFault(each, now)
    return { detail, entry: entryOf(sought[index], each, now) }
  })
  const entries = judged.flatMap(({ detail, entry }) => (detail === null ? [entry] : []))
  if (!isDryRun && entries.length > 0)
    await addSuppressions(administration, context.actor, controllerId, entries)
  return judged.map(({ detail }) => ({ isSuppressed: detail === null, detail }))
}

/** What is wrong with the times of an entry; null: nothing. */
export function timeFault(
  { effectiveFrom, expiresAt }: Pick<ImportedSuppression, 'effectiveFrom' | 'expiresAt'>,
  now: Date,
): string | null {
  if (effectiveFrom != null && effectiveFrom > now) return 'its beginning must not be in the future'
  if (expiresAt != null && expiresAt <= now) return 'its end must be in the future'
  return null
}

function entryOf(
  sought: SoughtTokens | undefined,
  { effectiveFrom, expiresAt }: ImportedSuppression,
  now: Date,
): Omit<NewSuppression, 'controllerId' | 'createdAt' | 'redactionId'> {
  return {
    tokens: suppressedTokens(sought),
    reason: 'imported',
    effectiveFrom: effectiveFrom ?? now,
    expiresAt: expiresAt ?? null,
  }
}

/** An identifier as it stands on the list: what comes later is looked up by its older keys too. */
export function suppressedTokens(sought: SoughtTokens | undefined): NewSuppression['tokens'] {
  return (sought?.active ?? []).map(({ hash, kind, keyId }) => ({ token: hash, kind, keyId }))
}
