import { and, eq, inArray, type SQL } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { isKnownElsewhere, isOwnIdAt } from '../people/known-elsewhere.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { membersOf } from '../people/subject-members.ts'
import { identifierTokens } from '../schema/index.ts'
import {
  insertSuppressions,
  type NewSuppression,
  type SuppressedToken,
} from './insert-suppressions.ts'

/** A person of whom nothing is to be recorded any more. */
export interface PersonToSuppress
  extends Pick<NewSuppression, 'controllerId' | 'reason' | 'redactionId'> {
  /** One of its members is enough. */
  readonly subjectIds: readonly string[]
  /**
   * It is erased there alone: where it is known elsewhere too, only the platform's own ids of it are
   * suppressed. Default: it is erased everywhere.
   */
  readonly integrationId?: string | null
  /** What else is erased of it, by the ids that platforms' events name it by. Default: nothing. */
  readonly targets?: readonly SuppressedToken[]
  readonly actor: Actor
  readonly at: Date
}

/**
 * Suppresses a person by all of its tokens, under whichever key they were made, inside a transaction.
 * When that has committed, nothing that comes is tied to it, in any process.
 *
 * @returns how many tokens are new on the list
 */
export async function suppressPerson(
  executor: Executor,
  {
    controllerId,
    subjectIds,
    integrationId = null,
    targets = [],
    redactionId,
    reason,
    actor,
    at,
  }: PersonToSuppress,
): Promise<number> {
  await movePeopleEpoch(executor, controllerId)
  const members = await membersOf(executor, [controllerId], subjectIds)
  const ids = members.map(({ id }) => id)
  const place = integrationId !== null && { controllerId, members: ids, integrationId, redactionId }
  const isElsewhere = place !== false && (await isKnownElsewhere(executor, place))
  const which = isElsewhere && integrationId !== null ? isOwnIdAt(integrationId) : undefined
  const own = await tokensOfPeople(executor, controllerId, ids, which)
  const tokens = [...own, ...targets]
  const entry = { controllerId, reason, redactionId, effectiveFrom: at, expiresAt: null }
  const added = await insertSuppressions(executor, [{ ...entry, tokens, createdAt: at }])
  if (added === 0) return 0
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'subject.suppressed', objectType: 'data_subject' },
    ...{ objectId: members[0]?.root ?? null, details: { status: reason, count: added } },
  })
  return added
}

/**
 * Tokens of these subjects, under whichever key they were made.
 *
 * @param which of them; default: all
 */
export async function tokensOfPeople(
  executor: Executor,
  controllerId: string,
  subjectIds: readonly string[],
  which?: SQL,
): Promise<readonly SuppressedToken[]> {
  const { token, kind, keyId } = identifierTokens
  return await executor
    .select({ token, kind, keyId })
    .from(identifierTokens)
    .where(
      and(
        eq(identifierTokens.controllerId, controllerId),
        inArray(identifierTokens.subjectId, [...subjectIds]),
        which,
      ),
    )
}
