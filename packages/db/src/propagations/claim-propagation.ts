import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, sql } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Database } from '../database/database.ts'
import { consentPropagations } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import type { PropagationNode } from './propagation-node.ts'

/** Longer than a call of an adapter takes; who dies keeps others waiting for so long. */
export const lease = sql`now() + interval '5 minutes'`

/** One that is somebody's to do. */
export interface ClaimedPropagation extends PropagationNode {
  readonly leaseHolder: string
}

/**
 * Takes what is due first at an integration. Of one object nobody else does anything meanwhile, over
 * pools and replicas: also not what supersedes a call that is under way. While the platform wants to be
 * left alone, nothing is due. Leases are in the database's time.
 *
 * @returns null: nothing is due, or others do it
 */
export async function claimPropagation(
  database: Database,
  { controllerId, id: integrationId }: IntegrationRef,
  now: Date,
): Promise<ClaimedPropagation | null> {
  const table = consentPropagations
  const at = now.toISOString()
  const leaseHolder = uuidv7()
  const first = sql`(select p.id from consent_propagations p
    where p.controller_id = ${controllerId} and p.integration_id = ${integrationId}
      and p.next_at <= ${at}::timestamptz
      and not exists (select from consent_propagations busy
        where busy.controller_id = p.controller_id and busy.reference = p.reference
          and busy.integration_id = p.integration_id and busy.lease_until > now())
      and not exists (select from consent_propagations paused
        where paused.controller_id = p.controller_id and paused.integration_id = p.integration_id
          and paused.paused_until > ${at}::timestamptz)
    order by p.next_at, p.id limit 1 for update skip locked)`
  const [row] = await database.run(executor =>
    executor
      .update(table)
      .set({ leaseHolder, leaseUntil: lease })
      .where(and(eq(table.controllerId, controllerId), eq(table.id, first)))
      .returning(),
  )
  return row === undefined ? null : { ...row, leaseHolder }
}

/** Gives back what was taken; whoever has it by now keeps it. */
export async function releasePropagation(
  database: Database,
  { controllerId, id, leaseHolder }: ClaimedPropagation,
): Promise<void> {
  const table = consentPropagations
  await database.run(executor =>
    executor
      .update(table)
      .set({ leaseHolder: null, leaseUntil: null })
      .where(and(isRow(table, { controllerId, id }), eq(table.leaseHolder, leaseHolder))),
  )
}
