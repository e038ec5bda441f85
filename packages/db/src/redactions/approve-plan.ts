import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { redactions } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import type { RedactionRow } from './redaction-node.ts'

/** When a plan is approved, and of how many objects it is. */
export interface PlanApproval {
  readonly at: Date
  /** The end of the time in which it can be stopped. */
  readonly notBefore: Date
  readonly count: number
}

/**
 * Notes that a plan is approved, inside a transaction that holds its row.
 *
 * @returns the row as it is now
 */
export async function approvePlan(
  executor: Executor,
  actor: Actor,
  row: RedactionRow,
  { at, notBefore, count }: PlanApproval,
): Promise<RedactionRow> {
  const { controllerId, id, requestId, integrationId } = row
  const [approved] = await executor
    .update(redactions)
    .set({
      ...{ state: 'cooling_off', approvedAt: at, notBefore, nextRunAt: notBefore },
      ...{ approvedByType: actor.type, approvedById: actor.id, version: row.version + 1 },
    })
    .where(isRow(redactions, row))
    .returning()
  if (approved === undefined) throw notFound('redaction')
  const request = { controllerId, id: requestId }
  await leadRequest(executor, actor, request, at, ['approve', 'cool_off'])
  const details = { until: notBefore.toISOString() }
  await noteRequestEvents(executor, [{ request, at, kind: 'redaction_approved', actor, details }])
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'redaction.approved' },
    ...{ objectType: 'redaction', objectId: id },
    details: { count, ...(integrationId !== null && { integrationId }) },
  })
  return approved
}
