import type { RedactCheck, RedactionEnd, RedactionPause } from '@conduit/core'
import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database, Executor } from '../database/database.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import type { TaskEnding } from './check-task.ts'
import type { ClaimedTask } from './claim-task.ts'
import { isGone, type TaskRow } from './redaction-node.ts'
import { sealProgress } from './redaction-seal.ts'

type Changes = Partial<TaskRow>

/** A call that failed is made again later. */
export interface TaskRetry {
  /** A machine word. */
  readonly reason: string
  readonly nextAt: Date
  /** Seconds until then. */
  readonly pause: number
  /** So long the platform is to be left alone by all; null: it is not. */
  readonly pausedUntil: Date | null
}

/** Notes that a platform agreed to something, or that there is more to do later. */
export async function notePause(
  database: Database,
  claimed: ClaimedTask,
  key: Uint8Array,
  { again, progress, waitsFor }: RedactionPause,
  now: Date,
): Promise<void> {
  await change(database, claimed, now, async () => ({
    ...{ state: 'waiting', nextAt: again, waitsFor: cleaned(waitsFor), tries: 0, pause: 0 },
    ...{ reason: null, pausedUntil: null },
    ...(progress !== undefined && {
      acceptedAt: now,
      progress: sealProgress(key, claimed, progress),
    }),
  }))
}

/** Notes that a call failed and when it is made again. */
export async function noteRetry(
  database: Database,
  claimed: ClaimedTask,
  { reason, nextAt, pause, pausedUntil }: TaskRetry,
  now: Date,
): Promise<void> {
  await change(database, claimed, now, async () => {
    return { state: 'waiting', reason, nextAt, pause, pausedUntil }
  })
}

/** Notes how an object ended. What the platform says is gone is looked at; what nobody did waits for a person. */
export async function noteEnd(
  database: Database,
  actor: Actor,
  claimed: ClaimedTask,
  { outcome, retained, justification, until, instructions, checkAt }: RedactionEnd,
  reason: string | null,
  now: Date,
): Promise<void> {
  await change(database, claimed, now, async (executor, row) => {
    await auditEnd(executor, actor, row, outcome, now)
    const isLooked = isGone({ outcome })
    const isByHand = outcome === 'manual_required'
    return {
      ...{ outcome, reason, endedAt: now, tries: 0, pause: 0, pausedUntil: null },
      state: isLooked || isByHand ? 'waiting' : 'done',
      waitsFor: isLooked ? 'check' : isByHand ? 'a_person' : null,
      nextAt: isLooked ? later(checkAt ?? now, now) : null,
      ...(retained !== undefined && {
        retained: retained.map(each => cleanText(each, textLimits.reason)),
      }),
      ...(justification !== undefined && { justification: cleaned(justification) }),
      ...(until !== undefined && { until }),
      ...(instructions !== undefined && { instructions: cleaned(instructions) }),
    }
  })
}

/** Notes what a look has shown. @param again null: it is not looked at any more */
export async function noteCheck(
  database: Database,
  claimed: ClaimedTask,
  { found, why }: Pick<RedactCheck, 'found' | 'why'>,
  again: Date | null,
  now: Date,
): Promise<void> {
  await change(database, claimed, now, async () => ({
    ...{ found, foundAt: now, why: cleaned(why), nextAt: again, tries: 0, pause: 0 },
    ...{ state: again === null ? 'done' : 'waiting', reason: null, pausedUntil: null },
    ...(again === null && { waitsFor: null }),
  }))
}

/** An integration that refuses its credentials: nothing that is left to do there is tried. */
export async function refuseTasks(
  database: Database,
  actor: Actor,
  { controllerId, redactionId, integrationId }: ClaimedTask,
  { reason, instructions }: { readonly reason: string; readonly instructions: string },
  now: Date,
): Promise<void> {
  const table = redactionTasks
  await database.transaction(async executor => {
    await wake(executor, { controllerId, redactionId }, now)
    const rows = await executor
      .select()
      .from(table)
      .where(
        and(
          eq(table.controllerId, controllerId),
          eq(table.redactionId, redactionId),
          eq(table.integrationId, integrationId),
          isNull(table.outcome),
          isNotNull(table.nextAt),
        ),
      )
      .for('update')
    for (const row of rows) {
      await endTask(executor, actor, row, { outcome: 'failed_permanent', reason }, now, {
        instructions,
      })
    }
  })
}

/** Ends a task before a call, inside a transaction that holds its redaction. */
export async function endTask(
  executor: Executor,
  actor: Actor,
  row: TaskRow,
  { outcome, reason, justification, until }: TaskEnding,
  now: Date,
  more: Pick<Changes, 'instructions'> = {},
): Promise<void> {
  await auditEnd(executor, actor, row, outcome, now)
  await executor
    .update(redactionTasks)
    .set({
      ...{ state: 'done', outcome, reason, endedAt: now, nextAt: null, waitsFor: null, ...more },
      ...(justification !== undefined && { justification }),
      ...(until !== undefined && { until }),
    })
    .where(isRow(redactionTasks, row))
  await wake(executor, row, now)
}

/** What is next of a redaction is to be looked for. */
export async function wake(
  executor: Executor,
  { controllerId, redactionId }: Pick<TaskRow, 'controllerId' | 'redactionId'>,
  now: Date,
): Promise<void> {
  await executor
    .update(redactions)
    .set({ nextRunAt: now })
    .where(isRow(redactions, { controllerId, id: redactionId }))
}

/** Changes a task that is still its holder's, and wakes its redaction. */
async function change(
  database: Database,
  { controllerId, id, redactionId, leaseHolder }: ClaimedTask,
  now: Date,
  changesOf: (executor: Executor, row: TaskRow) => Promise<Changes>,
): Promise<void> {
  const table = redactionTasks
  const isMine: SQL | undefined = and(
    isRow(table, { controllerId, id }),
    eq(table.leaseHolder, leaseHolder),
  )
  await database.transaction(async executor => {
    const ref = { controllerId, id: redactionId }
    await executor
      .select({ id: redactions.id })
      .from(redactions)
      .where(isRow(redactions, ref))
      .for('update')
    const [row] = await executor.select().from(table).where(isMine).for('update')
    if (row === undefined) return
    const changes = await changesOf(executor, row)
    await executor.update(table).set(changes).where(isMine)
    const isSettled = changes.state === 'done' || changes.outcome !== undefined
    // A platform that needs days is no reason for our own rows to wait.
    if (isSettled || changes.acceptedAt !== undefined || changes.waitsFor != null)
      await wake(executor, { controllerId, redactionId }, now)
  })
}

async function auditEnd(
  executor: Executor,
  actor: Actor,
  { controllerId, id, integrationId, action: status }: TaskRow,
  result: string,
  at: Date,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action: 'redaction_task.ended' },
    ...{ objectType: 'redaction_task', objectId: id },
    ...(result.startsWith('failed') && { outcome: 'failure' as const }),
    details: { integrationId, status, result },
  })
}

function cleaned(text: string | undefined): string | null {
  return text === undefined ? null : cleanText(text, textLimits.reason)
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}
