import { and, eq, isNull, notInArray } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import type { SuppressedToken } from '../suppressions/insert-suppressions.ts'
import { suppressPerson } from '../suppressions/suppress-person.ts'
import type { RedactionRow } from './redaction-node.ts'
import { whyChanged } from './redaction-obstacles.ts'
import { lockedRedaction, requestOf, tasksOf } from './redaction-rows.ts'
import { type IdsOfObject, targetTokens } from './target-tokens.ts'

const job = { type: 'job', id: null } as const

/**
 * Begins a redaction whose time to be stopped is over: webhooks bring the person back no more, what is
 * kept ends as the plan says, what a person has to do waits for them, and all else may be done.
 *
 * @returns whether it runs
 */
export async function beginRedaction(
  { database, keyring, now }: AdministrationContext,
  ref: RowRef,
  idsOf: IdsOfObject,
): Promise<boolean> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    if (row.state !== 'cooling_off' || row.notBefore === null || row.notBefore > at) return false
    const why = await whyChanged(executor, row, await requestOf(executor, row))
    if (why !== null) {
      await endRedaction(executor, job, row, at, { state: 'failed', reason: why })
      return false
    }
    const { controllerId, id } = row
    const targets = row.scope === 'account' ? [] : await targetTokens(executor, keyring, row, idsOf)
    await suppress(executor, row, targets, at)
    await executor
      .update(redactions)
      .set({ state: 'running', startedAt: at, nextRunAt: at, version: row.version + 1 })
      .where(isRow(redactions, ref))
    await openTasks(executor, row, at)
    const request = { controllerId, id: row.requestId }
    await leadRequest(executor, job, request, at, ['execute'])
    await noteRequestEvents(executor, [{ request, at, kind: 'redaction_running', actor: job }])
    await writeAudit(executor, {
      ...{ at, controllerId, actor: job, action: 'redaction.begun' },
      ...{ objectType: 'redaction', objectId: id },
    })
    return true
  })
}

async function suppress(
  executor: Executor,
  { controllerId, id: redactionId, members, integrationId }: RedactionRow,
  targets: readonly SuppressedToken[],
  at: Date,
): Promise<void> {
  if (members.length + targets.length === 0) return
  const reason = 'erased' as const
  const person = { controllerId, subjectIds: members, redactionId, reason, actor: job, at }
  await suppressPerson(executor, { ...person, integrationId, targets })
}

async function openTasks(executor: Executor, { controllerId, id }: RedactionRow, at: Date) {
  const table = redactionTasks
  const isMine = and(
    eq(table.controllerId, controllerId),
    eq(table.redactionId, id),
    isNull(table.outcome),
  )
  const kept = (await tasksOf(executor, { controllerId, id })).filter(
    ({ action }) => action === 'keep',
  )
  for (const outcome of new Set(kept.map(({ expected }) => expected))) {
    await executor
      .update(table)
      .set({ state: 'done', outcome, endedAt: at })
      .where(and(isMine, eq(table.action, 'keep'), eq(table.expected, outcome)))
  }
  await executor
    .update(table)
    .set({ state: 'waiting', outcome: 'manual_required', waitsFor: 'a_person' })
    .where(and(isMine, eq(table.action, 'by_hand')))
  await executor
    .update(table)
    .set({ nextAt: at })
    .where(and(isMine, notInArray(table.action, ['keep', 'by_hand'])))
}
