import type { ConsentFound } from '@conduit/core'
import { and, eq } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Database, Executor } from '../database/database.ts'
import { consentPropagations } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import type { ClaimedPropagation } from './claim-propagation.ts'
import type { PropagationNode } from './propagation-node.ts'

type Outcome = PropagationNode['outcome']

/** What came of a call. */
export interface Noted {
  /** Absent: it stays what it was. */
  readonly outcome?: Exclude<Outcome, 'waiting' | 'superseded' | 'restricted'>
  /** What the platform said when it was looked at. */
  readonly found?: ConsentFound
  /** When to go on; null: it has ended. */
  readonly nextAt: Date | null
  readonly reason?: string | null
  /** So long the platform is to be left alone. */
  readonly pausedUntil?: Date | null
}

/**
 * Notes what came of a call. What was superseded meanwhile stays closed; that a platform took it is
 * noted all the same. The lease stays.
 */
export async function notePropagation(
  database: Database,
  actor: Actor,
  { controllerId, id, leaseHolder }: ClaimedPropagation,
  { outcome, found, nextAt, reason = null, pausedUntil = null }: Noted,
  now: Date,
): Promise<void> {
  const table = consentPropagations
  const isMine = and(isRow(table, { controllerId, id }), eq(table.leaseHolder, leaseHolder))
  await database.transaction(async executor => {
    const [row] = await executor.select().from(table).where(isMine).for('update')
    if (row === undefined) return
    const isOpen = row.nextAt !== null
    const isNew = outcome !== undefined && (isOpen || outcome === 'told')
    const becomes = isNew ? outcome : row.outcome
    const isToldNow = becomes === 'told' && row.outcome !== 'told'
    const isLook = found !== undefined && row.outcome === 'told'
    await executor
      .update(table)
      .set({
        ...{ outcome: becomes, pausedUntil },
        ...(isToldNow && { toldAt: now }),
        ...(isLook && { looks: row.looks + 1 }),
        ...(found !== undefined && { found }),
        ...(found === row.state && { confirmedAt: now }),
        ...(isOpen && { nextAt, reason }),
      })
      .where(isMine)
    if (isOpen && nextAt === null) await auditEnd(executor, actor, row, becomes, now)
  })
}

/** Ends a propagation before a call, inside a transaction. What was told stays told. */
export async function endPropagation(
  executor: Executor,
  actor: Actor,
  row: PropagationNode,
  ending: { readonly outcome: Outcome; readonly reason: string },
  now: Date,
): Promise<void> {
  const table = consentPropagations
  const outcome = row.outcome === 'waiting' ? ending.outcome : row.outcome
  await executor
    .update(table)
    .set({ outcome, reason: ending.reason, nextAt: null })
    .where(isRow(table, row))
  await auditEnd(executor, actor, row, outcome, now)
}

async function auditEnd(
  executor: Executor,
  actor: Actor,
  { controllerId, id, integrationId, state: status }: PropagationNode,
  result: Outcome,
  at: Date,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'consent_propagation.ended' },
    ...{ objectType: 'consent_propagation', objectId: id },
    details: { integrationId, status, result },
  })
}
