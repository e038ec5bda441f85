import { randomBytes } from 'node:crypto'
import type { RedactionOutcome, RedactTask } from '@conduit/core'
import type { CallWitness } from '@conduit/core/host'
import { and, eq, isNotNull } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { heldAt } from '../erasure/held-at.ts'
import { isAt } from '../people/active-holds.ts'
import { redactionTasks } from '../schema/index.ts'
import { isRow } from '../schema/row-ref.ts'
import { type ClaimedTask, lease } from './claim-task.ts'
import { keyOfTask, type TaskKey } from './hold-keys.ts'
import { endTask } from './note-task.ts'
import type { RedactionRow, TaskRow } from './redaction-node.ts'
import { whyChanged, whyPersonChanged } from './redaction-obstacles.ts'
import { lockedRedaction, requestOf, tasksOf } from './redaction-rows.ts'
import { openDigestKey, openProgress, openTarget, sealDigestKey } from './redaction-seal.ts'
import { callWitness } from './task-calls.ts'

/** What may be done now. */
export interface Doable {
  readonly row: ClaimedTask
  /** In clear: not to be kept, logged or shown. */
  readonly task: RedactTask
  /** Its own, or that of its request. */
  readonly key: Uint8Array
  /** Writes down the calls that are made for it. */
  readonly witness: CallWitness
}

/** Why a task ends before a call. */
export interface TaskEnding {
  readonly outcome: RedactionOutcome
  readonly reason: string | null
  readonly justification?: string
  readonly until?: Date | null
}

/**
 * Asks whether a task may still be done, which is to be asked before each call of a platform, and counts
 * the try before it is made. What may not is ended: what a hold keeps as `exempt`. The time that its
 * holder has begins anew.
 *
 * @returns null: it is not to be done any more, or is somebody else's by now
 */
export async function checkTask(
  { database, keyring, now }: AdministrationContext,
  actor: Actor,
  claimed: ClaimedTask,
): Promise<Doable | null> {
  const table = redactionTasks
  return await database.transaction(async executor => {
    const at = now()
    const redaction = await lockedRedaction(executor, {
      controllerId: claimed.controllerId,
      id: claimed.redactionId,
    })
    const isMine = and(isRow(table, claimed), eq(table.leaseHolder, claimed.leaseHolder))
    const [row] = await executor
      .select()
      .from(table)
      .where(and(isMine, isNotNull(table.nextAt)))
      .for('update')
    if (row === undefined || redaction.state !== 'running') return null
    const opened = await keyOfTask(executor, keyring, redaction, row)
    const { integrationId, leaseHolder } = claimed
    const ending =
      opened === null || row.target === null
        ? keyMissing
        : await whyNot(executor, redaction, integrationId, opened, at)
    if (row.outcome === null && ending !== null) {
      await endTask(executor, actor, row, ending, at)
      return null
    }
    if (opened === null || row.target === null) return null
    const tries = row.tries + 1
    const { key } = opened
    const digestKey =
      row.digestKey === null ? randomBytes(32) : openDigestKey(key, row, row.digestKey)
    const sealed = row.digestKey ?? sealDigestKey(key, row, digestKey)
    await executor
      .update(table)
      .set({ leaseUntil: lease, calledAt: at, tries, digestKey: sealed })
      .where(isMine)
    return {
      row: { ...row, integrationId, leaseHolder, tries },
      key,
      witness: callWitness({ database, now }, { row, leaseHolder, digestKey }),
      task: taskOf(row, row.target, key),
    }
  })
}

const keyMissing: TaskEnding = { outcome: 'failed_permanent', reason: 'key_missing' }

function taskOf(row: TaskRow, target: Uint8Array, key: Uint8Array): RedactTask {
  const { action, acceptedAt, progress } = row
  return {
    ...{ target: openTarget(key, row, target), action, key: row.key },
    accepted:
      acceptedAt === null || progress === null
        ? null
        : { at: acceptedAt, progress: openProgress(key, row, progress) },
  }
}

/**
 * Why something of a running redaction must not be done now; null: nothing is. Once our own rows were
 * erased by it, the person is not what it was, and that is as it should be; and what has a key of its own
 * needs neither person nor request.
 *
 * @param integrationId null: our own rows
 */
export async function whyNot(
  executor: Executor,
  redaction: RedactionRow,
  integrationId: string | null,
  { isOwn }: Pick<TaskKey, 'isOwn'>,
  at: Date,
): Promise<TaskEnding | null> {
  const { controllerId, members } = redaction
  const { holds } = await heldAt(executor, controllerId, members, at)
  // Of our own rows from everywhere a hold of one integration keeps only what came from there.
  const place = integrationId ?? redaction.integrationId
  const hold = holds.find(each =>
    place === null ? each.integrationId === null : isAt(each, place),
  )
  if (hold !== undefined)
    return { outcome: 'exempt', reason: 'held', justification: hold.basis, until: hold.endsAt }
  if (isOwn) return null
  const tasks = await tasksOf(executor, redaction)
  if (tasks.some(each => each.integrationId === null && each.outcome === 'erased')) return null
  const request = await requestOf(executor, redaction)
  const isResumed = redaction.resumedAt !== null
  const why = await (isResumed ? whyPersonChanged : whyChanged)(executor, redaction, request)
  if (why === null) return null
  if (why === 'restricted') return { outcome: 'exempt', reason: why, justification: why }
  return { outcome: 'failed_permanent', reason: why }
}
