import { consentState } from '@conduit/core/host'
import type { ConsentNode } from '@conduit/db/consents'
import { isProven, type KnownObject, type PropagationNode } from '@conduit/db/propagations'

/**
 * Does the platform's own last word say what holds, when it was looked at or by itself? What it says by
 * itself has to be proven, or anybody could keep a withdrawal from being told; it has to be of this
 * object alone; and nothing may have been told since.
 *
 * @param before what was begun to be told, the newest first
 * @param told all objects of the person that would be told there
 */
export function platformAgrees(
  { state, history, channel }: ConsentNode,
  before: readonly PropagationNode[],
  object: KnownObject,
  platformPurpose: string,
  told: readonly KnownObject[],
): boolean {
  const { subjectId, integrationId, token } = object
  if (told.some(each => each !== object && each.subjectId === subjectId)) return false
  const own = history.filter(
    each =>
      each.integrationId === integrationId &&
      each.subjectId === subjectId &&
      each.purpose === platformPurpose,
  )
  // What came since and says otherwise does not hold, but may be how it stands there.
  const isContradicted = (since: Date) =>
    own.some(each => each.state !== state && each.recordedAt >= since)
  const last = before.find(
    each =>
      each.reference === token &&
      each.integrationId === integrationId &&
      each.channel === channel &&
      each.platformPurpose === platformPurpose,
  )
  const calledAt = last?.calledAt ?? null
  const hasSaidSo = last?.state === state && last.found === state
  if (calledAt !== null && hasSaidSo && !isContradicted(calledAt)) return true
  const word = consentState(own)
  if (word === null || word.state !== state || !isProven(word)) return false
  const { recordedAt } = word.statement
  return !isContradicted(recordedAt) && (calledAt === null || calledAt < recordedAt)
}
