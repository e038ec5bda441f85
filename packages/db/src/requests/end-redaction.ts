import { and, eq, ne } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { Executor } from '../database/database.ts'
import { openNotices } from '../notices/open-notices.ts'
import { issueReceipts } from '../receipts/issue-receipts.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { erasedAt } from './erased-at.ts'
import { leadRequest } from './lead-request.ts'
import { noteRequestEvents } from './request-events.ts'

type RedactionRow = (typeof redactions)['$inferSelect']

/** How a redaction ends, and why. */
export interface RedactionEnding {
  readonly state: 'completed' | 'partially_completed' | 'failed' | 'stopped'
  readonly reason?: string
}

/**
 * Ends a redaction, inside a transaction that holds its row. What has not begun is not done any more; what
 * is kept is looked at afterwards.
 * @returns the row as it is now
 */
export async function endRedaction(
  executor: Executor,
  actor: Actor,
  row: RedactionRow,
  at: Date,
  { state, reason }: RedactionEnding,
): Promise<RedactionRow> {
  const { controllerId, id, requestId } = row
  const isStopped = state === 'stopped'
  const hasRun = row.startedAt !== null
  const [ended] = await executor
    .update(redactions)
    .set({
      ...{ state, reason: reason ?? null, nextRunAt: hasRun ? at : null, version: row.version + 1 },
      ...(isStopped ? { stoppedAt: at } : { finishedAt: at }),
    })
    .where(isRow(redactions, row))
    .returning()
  const table = redactionTasks
  await executor
    .update(table)
    .set({ state: 'done', nextAt: null, waitsFor: null })
    .where(
      and(eq(table.controllerId, controllerId), eq(table.redactionId, id), ne(table.state, 'done')),
    )
  const request = { controllerId, id: requestId }
  await leadRequest(executor, actor, request, at, hasRun ? ['check', 'respond'] : ['step_back'])
  await noteRequestEvents(executor, [
    {
      ...{ request, at, kind: isStopped ? 'redaction_stopped' : 'redaction_ended', actor },
      details: { status: state, ...(reason !== undefined && { reason }) },
    },
  ])
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: isStopped ? 'redaction.stopped' : 'redaction.ended' },
    ...{ objectType: 'redaction', objectId: id },
    ...(state === 'failed' && { outcome: 'failure' as const }),
    details: { status: state, ...(reason !== undefined && { result: reason }) },
  })
  if (state === 'completed' || state === 'partially_completed') {
    const integrationIds = await erasedAt(executor, row)
    const told = { controllerId, requestId, kind: 'erasure' as const, integrationIds }
    await openNotices(executor, actor, told, at)
  }
  // What was stopped has done nothing that anybody would have to show.
  if (ended !== undefined && !isStopped) await issueReceipts(executor, actor, ended, at)
  return ended ?? row
}
