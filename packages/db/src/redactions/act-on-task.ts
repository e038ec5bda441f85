import { ConduitError, type RedactionOutcome, type Reference } from '@conduit/core'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { plainWords } from '../database/plain-words.ts'
import { notFound } from '../errors/not-found.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { keyOfTask, type TaskKey } from './hold-keys.ts'
import { wake } from './note-task.ts'
import {
  hasFailed,
  type RedactionRow,
  shownTask,
  type TaskNode,
  type TaskRow,
} from './redaction-node.ts'
import { conflict } from './redaction-obstacles.ts'
import { lockedRedaction, requestOf } from './redaction-rows.ts'
import { openDigestKey, openTarget } from './redaction-seal.ts'

/** What somebody who did something by hand says of it. */
export interface DoneByHand {
  readonly outcome: Extract<
    RedactionOutcome,
    | 'erased'
    | 'anonymised'
    | 'suppressed'
    | 'not_found'
    | 'exempt'
    | 'archived_reversible'
    | 'unsupported'
  >
  /** A number of a ticket, what the platform answered: what shows that it was done. */
  readonly proof: string
  /** Makes the job that goes on, in the same transaction. */
  readonly onDone: (executor: Executor, redaction: RowRef) => Promise<void>
}

/**
 * Notes that somebody did what was to be done by hand.
 *
 * @throws {ConduitError} `invalid`: no proof, or one that could be an address; `not_found`; `conflict`: it
 *   does not wait for a person
 */
export async function completeTask(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { outcome, proof, onDone }: DoneByHand,
): Promise<TaskNode> {
  const words = proofOf(proof)
  return await database.transaction(async executor => {
    const at = now()
    const { redaction, task } = await lockedTask(executor, ref)
    const isRunning = redaction.state === 'running' || redaction.state === 'waiting'
    if (!isRunning || task.waitsFor !== 'a_person')
      throw conflict('not_by_hand', 'it does not wait for a person')
    const by = { doneByType: actor.type, doneById: actor.id, doneAt: at, proof: words }
    const changed = await changeTask(executor, task, {
      ...{ ...by, outcome, state: 'done', endedAt: at, waitsFor: null },
    })
    await wake(executor, task, at)
    await audit(executor, actor, at, 'redaction_task.completed', task, outcome)
    await onDone(executor, refOf(redaction))
    return shownTask(changed)
  })
}

/**
 * Tries a task anew that failed, or whose object is still there. Its redaction runs again.
 *
 * @throws {ConduitError} `not_found`; `conflict`: it has not failed, or its request is closed
 */
export async function retryTask(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  onRetry: DoneByHand['onDone'],
): Promise<TaskNode> {
  return await database.transaction(async executor => {
    const at = now()
    const { redaction, task } = await lockedTask(executor, ref)
    if (!mayBeRetried(task)) throw conflict('not_failed', 'it has not failed')
    const hasRun = redaction.startedAt !== null && redaction.state !== 'stopped'
    const { closedAt } = await requestOf(executor, redaction)
    const opened = await keyOfTask(executor, keyring, redaction, task)
    if (!hasRun || opened === null || (closedAt !== null && !opened.isOwn))
      throw conflict('request_closed', 'its request is closed')
    const changed = await changeTask(executor, task, {
      ...{ state: 'planned', outcome: null, reason: null, endedAt: null, nextAt: at },
      ...{ found: null, foundAt: null, why: null, tries: 0, pause: 0 },
      ...{ acceptedAt: null, progress: null, instructions: null },
    })
    await executor
      .update(redactions)
      .set({ state: 'running', reason: null, finishedAt: null, nextRunAt: at })
      .where(isRow(redactions, redaction))
    await audit(executor, actor, at, 'redaction_task.retried', task, task.outcome ?? '')
    await onRetry(executor, refOf(redaction))
    return shownTask(changed)
  })
}

/** What a task is about, in clear. */
interface ShownTarget {
  /** Null: nobody could list objects. */
  readonly target: Reference | null
  /** What to look for there instead, where the task has a key of its own. */
  readonly identifiers: TaskKey['identifiers']
  /** Key of the digests of its calls; null: none was made. */
  readonly digestKey: Uint8Array | null
}

/**
 * Shows which object a task is about, or whom to look for where nobody could list objects. The audit log
 * notes it.
 *
 * @throws {ConduitError} `not_found`: no such task, none that is about an object, or its key is gone
 */
export async function showTarget(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<ShownTarget> {
  return await database.transaction(async executor => {
    const { redaction, task } = await lockedTask(executor, ref)
    const opened = await keyOfTask(executor, keyring, redaction, task)
    const isNamed = task.target !== null || opened?.isOwn === true
    if (opened === null || !isNamed) throw notFound('target')
    await audit(executor, actor, now(), 'redaction_task.target_shown', task, task.action)
    const { key, identifiers } = opened
    const digestKey = task.digestKey && openDigestKey(key, task, task.digestKey)
    if (task.target === null) return { target: null, identifiers, digestKey }
    return { target: openTarget(key, task, task.target), identifiers: [], digestKey }
  })
}

function refOf({ controllerId, id }: RowRef): RowRef {
  return { controllerId, id }
}

function mayBeRetried(task: TaskRow): boolean {
  return task.state === 'done' && task.target !== null && hasFailed(task)
}

function proofOf(text: string): string {
  const words = plainWords('/input/proof', text)
  if (words !== null) return words
  throw new ConduitError('invalid', {
    reason: 'not a proof',
    faults: [{ pointer: '/input/proof', detail: 'must not be empty' }],
  })
}

/** A task and its redaction, for this transaction alone. @throws {ConduitError} `not_found` */
async function lockedTask(
  executor: Executor,
  ref: RowRef,
): Promise<{ readonly redaction: RedactionRow; readonly task: TaskRow }> {
  const table = redactionTasks
  const [found] = await executor
    .select({ id: table.redactionId })
    .from(table)
    .where(isRow(table, ref))
  if (found === undefined) throw notFound('task')
  const redaction = await lockedRedaction(executor, { ...ref, id: found.id })
  const [task] = await executor.select().from(table).where(isRow(table, ref)).for('update')
  if (task === undefined) throw notFound('task')
  return { redaction, task }
}

async function changeTask(
  executor: Executor,
  task: TaskRow,
  changes: Partial<TaskRow>,
): Promise<TaskRow> {
  const table = redactionTasks
  const [row] = await executor.update(table).set(changes).where(isRow(table, task)).returning()
  if (row === undefined) throw notFound('task')
  return row
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id, integrationId }: TaskRow,
  result: string,
): Promise<void> {
  await writeAudit(executor, {
    ...{ at, controllerId, actor, action, objectType: 'redaction_task', objectId: id },
    details: { integrationId, result },
  })
}
