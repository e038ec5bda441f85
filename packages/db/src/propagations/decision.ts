import { and, eq, inArray } from 'drizzle-orm'
import { type ConsentNode, consentsOf } from '../consents/consents-of.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { membersOf } from '../people/subject-members.ts'
import { dataSubjects } from '../schema/index.ts'

/** What a person decides about. */
export interface DecisionSubject {
  readonly controllerId: string
  readonly subjectId: string
  readonly channel: string
  /** The controller's purpose; null: a platform's word that nothing maps. */
  readonly purposeId: string | null
  /** Its name, or that word. */
  readonly purpose: string
}

/** Why nobody may be told of a decision. */
export type Refusal =
  | 'nothing_known'
  | 'restricted'
  | 'erased'
  /** A grant that neither a platform's proof nor anybody's word carries. */
  | 'unproven'
  /** It was withdrawn on all channels after it was granted on this one. */
  | 'withdrawn_on_any'

/** What holds now, and whether platforms may be told of it. */
export interface Decision {
  /** All subjects that are this person. */
  readonly memberIds: readonly string[]
  /** Null: nothing is known. */
  readonly consent: ConsentNode | null
  /** Null: it may be told. */
  readonly refusal: Refusal | null
}

/**
 * What holds for a person, a channel and a purpose.
 * @throws {ConduitError} `not_found`: no such person
 */
export async function decisionOf(
  executor: Executor,
  { controllerId, subjectId, channel, purposeId, purpose }: DecisionSubject,
): Promise<Decision> {
  const members = await membersOf(executor, [controllerId], [subjectId])
  const memberIds = members.map(({ id }) => id)
  if (memberIds.length === 0) throw notFound('data subject')
  const states = await statesOf(executor, controllerId, memberIds)
  const consents = [...(await consentsOf(executor, [controllerId], [subjectId])).values()].flat()
  const consent = consents.find(
    each =>
      each.channel === channel &&
      each.purposeId === purposeId &&
      (purposeId !== null || each.purpose === purpose),
  )
  if (states.includes('erased')) return { memberIds, consent: null, refusal: 'erased' }
  if (consent === undefined) return { memberIds, consent: null, refusal: 'nothing_known' }
  const isRestricted = states.includes('restricted')
  return {
    memberIds,
    consent,
    refusal: isRestricted ? 'restricted' : refusalOf(consent, consents),
  }
}

/**
 * Why platforms may not be told of what holds; null: they may. A withdrawal always may.
 * @param consents all of the person
 */
export function refusalOf(
  consent: ConsentNode,
  consents: readonly ConsentNode[],
): 'unproven' | 'withdrawn_on_any' | null {
  if (consent.state === 'withdrawn') return null
  if (!isProven(consent)) return 'unproven'
  const isWithdrawn = consents.some(
    each =>
      each.channel === 'any' &&
      each.state === 'withdrawn' &&
      each.purposeId === consent.purposeId &&
      (each.purposeId !== null || each.purpose === consent.purpose) &&
      isLater(each, consent),
  )
  return isWithdrawn ? 'withdrawn_on_any' : null
}

/** Named one by one, so that a way to prove that is added is not taken for one of these. */
const proofs: readonly string[] = ['signed', 'fetched', 'attested']

/** Does the statement that holds stand on more than its own word? */
export function isProven({ statement }: Pick<ConsentNode, 'statement'>): boolean {
  return proofs.includes(statement.verification)
}

/** A withdrawal without a time may be later than every grant, and a grant earlier. */
function isLater(withdrawn: ConsentNode, granted: ConsentNode): boolean {
  if (withdrawn.since === null || granted.since === null) return true
  return withdrawn.since >= granted.since
}

async function statesOf(executor: Executor, controllerId: string, ids: readonly string[]) {
  const rows = await executor
    .select({ state: dataSubjects.state })
    .from(dataSubjects)
    .where(and(eq(dataSubjects.controllerId, controllerId), inArray(dataSubjects.id, [...ids])))
  return rows.map(({ state }) => state)
}
