import type { ConsentDecision, Reference } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import { mappedPurpose } from '../consents/mapped-purpose.ts'
import type { Database, Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { knownObjects } from '../people/known-objects.ts'
import { consentPropagations } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { type ClaimedPropagation, lease } from './claim-propagation.ts'
import { decisionOf } from './decision.ts'
import { mostObjects } from './most-objects.ts'
import { endPropagation } from './note-propagation.ts'
import type { PropagationNode } from './propagation-node.ts'

/** What may be told now. */
export interface Tellable {
  readonly row: ClaimedPropagation
  readonly decision: ConsentDecision
  /** In clear: not to be kept, logged or shown. */
  readonly reference: Reference
}

/** How a propagation ends before it is told. */
interface Ending {
  readonly outcome: 'superseded' | 'restricted' | 'not_found'
  readonly reason: string
}

/**
 * Asks whether something may still be told, which is to be done before each call of a platform. What
 * may not is ended. The time that its holder has begins anew.
 *
 * @param isTry a try to tell begins
 * @returns null: it is not to be told any more, or is somebody else's by now
 */
export async function checkPropagation(
  database: Database,
  keyring: Keyring,
  actor: Actor,
  claimed: ClaimedPropagation,
  now: Date,
  isTry = false,
): Promise<Tellable | null> {
  const table = consentPropagations
  return await database.transaction(async executor => {
    const [row] = await executor
      .select()
      .from(table)
      .where(
        and(
          isRow(table, claimed),
          eq(table.leaseHolder, claimed.leaseHolder),
          isNotNull(table.nextAt),
        ),
      )
      .for('update')
    if (row === undefined) return null
    const { ending, reference } = await standing(executor, keyring, row)
    if (ending !== null || reference === undefined) {
      const { outcome, reason } = ending ?? gone
      await endPropagation(executor, actor, row, { outcome, reason }, now)
      return null
    }
    const tries = row.tries + (isTry ? 1 : 0)
    await executor
      .update(table)
      .set({ leaseUntil: lease, calledAt: now, tries })
      .where(isRow(table, row))
    const { channel, platformPurpose: purpose, state, decidedAt: at } = row
    return {
      row: { ...row, leaseHolder: claimed.leaseHolder, tries },
      decision: { channel, purpose, state, at },
      reference,
    }
  })
}

const gone: Ending = { outcome: 'not_found', reason: 'no_reference' }

async function standing(
  executor: Executor,
  keyring: Keyring,
  row: PropagationNode,
): Promise<{ readonly ending: Ending | null; readonly reference?: Reference }> {
  const { memberIds, consent, refusal } = await decisionOf(executor, row)
  if (refusal === 'restricted' || refusal === 'erased')
    return { ending: { outcome: 'restricted', reason: refusal } }
  if (refusal !== null || consent?.state !== row.state)
    return { ending: { outcome: 'superseded', reason: 'superseded' } }
  if (!(await isMeant(executor, row)))
    return { ending: { outcome: 'superseded', reason: 'mapped_anew' } }
  const objects = await knownObjects(executor, keyring, row.controllerId, memberIds, mostObjects)
  const found = objects.find(
    ({ token, integrationId }) => token === row.reference && integrationId === row.integrationId,
  )
  return found === undefined ? { ending: gone } : { ending: null, reference: found.reference }
}

const meantText = `select ${mappedPurpose('asked')}::text as "purposeId" from (
  select $1::uuid as controller_id, $2::uuid as integration_id, $3::text as channel, $4::text as purpose) asked`

/** Does the platform's word still stand for the purpose that was decided about? */
async function isMeant(
  executor: Executor,
  { controllerId, integrationId, channel, platformPurpose, purpose, purposeId }: PropagationNode,
): Promise<boolean> {
  const params = [controllerId, integrationId, channel, platformPurpose]
  const [found] = await statement<{ purposeId: string | null }>(executor, meantText, params)
  const mapped = found?.purposeId ?? null
  if (mapped === purposeId) return purposeId !== null || platformPurpose === purpose
  return mapped === null && platformPurpose === purpose
}
