import type { RequestIdentities } from '@conduit/core/host'
import { createSubjectKey, type Keyring, open, openSubjectKey, seal } from '@conduit/privacy'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { Executor } from '../database/database.ts'
import { tasksWithKeys } from '../hold-keys/tasks-with-keys.ts'
import { openedRequest } from '../requests/request-key.ts'
import { holdKeys, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import type { RedactionRow, TaskRow } from './redaction-node.ts'
import { requestOf } from './redaction-rows.ts'
import {
  openDigestKey,
  openProgress,
  openTarget,
  sealDigestKey,
  sealProgress,
  sealTarget,
} from './redaction-seal.ts'

const job = { type: 'job', id: null } as const

type Identifiers = RequestIdentities['identifiers']

/** What opens the object of a task. */
export interface TaskKey {
  readonly key: Uint8Array
  /** It is the task's own: it needs neither its request nor the person any more. */
  readonly isOwn: boolean
  /** What the request named its person by, where the task has no object. */
  readonly identifiers: Identifiers
}

/** The key of a task: its own, or else its request's. Null: it was destroyed. */
export async function keyOfTask(
  executor: Executor,
  keyring: Keyring,
  redaction: RedactionRow,
  task: RowRef,
): Promise<TaskKey | null> {
  const [row] = await executor
    .select()
    .from(holdKeys)
    .where(and(eq(holdKeys.controllerId, task.controllerId), eq(holdKeys.taskId, task.id)))
  if (row === undefined) {
    const opened = await openedRequest(executor, keyring, await requestOf(executor, redaction))
    return opened === null ? null : { ...opened, isOwn: false }
  }
  const controller = await selectController(executor, task.controllerId)
  if (controller === null) return null
  const keys = keyring.forController(controller)
  const key = openSubjectKey(keys, task.controllerId, task.id, row.wrapped)
  const { identities } = row
  const plaintext = identities === null ? '[]' : Buffer.from(open(key, identities, aadOf(task)))
  return { key, isOwn: true, identifiers: JSON.parse(plaintext.toString()) as Identifiers }
}

/**
 * Seals anew, under a key of its own each, what is needed to find the objects that stay or are worked on: in
 * the transaction in which it is seen that they do, and before the person's key is destroyed. What has such a
 * key is left as it is, so it may be done again.
 */
export async function sealHeld(
  executor: Executor,
  keyring: Keyring,
  redaction: RedactionRow,
  tasks: readonly TaskRow[],
  at: Date,
): Promise<void> {
  const { controllerId, id: redactionId } = redaction
  const outliving = tasks.filter(task => isKept(task) || isOpenAtPlatform(task))
  if (outliving.every(({ integrationId }) => integrationId === null)) return
  const sealed = await tasksWithKeys(executor, redaction)
  const fresh = outliving.filter(each => each.integrationId !== null && !sealed.has(each.id))
  if (fresh.length === 0) return
  const opened = await openedRequest(executor, keyring, await requestOf(executor, redaction))
  if (opened === null) return
  const keys = keyring.forController(opened.controller)
  for (const task of fresh) {
    const { key, wrapped } = createSubjectKey(keys, keyring.active, controllerId, task.id)
    const names = Buffer.from(JSON.stringify(opened.identifiers))
    const identities = task.target === null ? seal(key, names, aadOf(task)) : null
    const row = { controllerId, taskId: task.id, redactionId, wrapped, identities, createdAt: at }
    await executor.insert(holdKeys).values(row)
    await executor
      .update(redactionTasks)
      .set(resealed(task, opened.key, key))
      .where(isRow(redactionTasks, task))
  }
  await writeAudit(executor, {
    ...{ at, controllerId, actor: job, action: 'redaction.sealed_anew' },
    ...{ objectType: 'redaction', objectId: redactionId, details: { count: fresh.length } },
  })
}

/** Does it stay for now, by a hold or until a date that was ahead when it ended? */
export function isKept({ outcome, reason, until, endedAt, state }: TaskRow): boolean {
  if (state !== 'done') return false
  if (outcome === 'exempt' && reason === 'held') return true
  const mayStay = outcome === 'exempt' || outcome === 'archived_reversible'
  return mayStay && until !== null && endedAt !== null && until > endedAt
}

/** Is something still to be done to it at its platform by us? */
export function isOpenAtPlatform({ integrationId, outcome, nextAt }: TaskRow): boolean {
  return integrationId !== null && outcome === null && nextAt !== null
}

function resealed(task: TaskRow, before: Uint8Array, key: Uint8Array) {
  const { target, progress, digestKey } = task
  return {
    ...{ target: target && sealTarget(key, task, openTarget(before, task, target)) },
    ...{ progress: progress && sealProgress(key, task, openProgress(before, task, progress)) },
    digestKey: digestKey && sealDigestKey(key, task, openDigestKey(before, task, digestKey)),
  }
}

function aadOf({ controllerId, id }: RowRef): string {
  return `${controllerId}|${id}|redaction identities`
}
