import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import type { OwnErasure } from '../erasure/erase-own-records.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { whyNot } from './check-task.ts'
import { isOpenAtPlatform, sealHeld } from './hold-keys.ts'
import { endTask } from './note-task.ts'
import { type OwnKept, ownHeld, ownHeldTask, ownKept } from './own-held.ts'
import { isGone, type RedactionRow, type TaskRow } from './redaction-node.ts'
import { lockedRedaction, tasksOf } from './redaction-rows.ts'

const job = { type: 'job', id: null } as const

/** What is next of a redaction that runs. */
export type NextOfRedaction =
  /** Its tasks are worked off, looked at, or wait for a person. */
  | 'tasks'
  /** All platforms have ended: our own rows are to be erased. */
  | 'own_records'
  /** It has ended, or does not run. */
  | 'nothing'

/** Looks how far a redaction is, and ends it where everything has ended. */
export async function settleRedaction(
  { database, keyring, now }: AdministrationContext,
  ref: RowRef,
): Promise<NextOfRedaction> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    if (row.state !== 'running' && row.state !== 'waiting') return 'nothing'
    const tasks = await tasksOf(executor, ref)
    const isAtPlatform = ({ integrationId }: TaskRow) => integrationId !== null
    const isWorkedOn = tasks.some(each => isAtPlatform(each) && each.outcome === null)
    if (isWorkedOn && !isLong(tasks, at)) return await restAt(executor, row, 'running')
    // Before anything goes: what it sealed opens nothing any more.
    await sealHeld(executor, keyring, row, tasks, at)
    const own = tasks.find(each => !isAtPlatform(each) && each.outcome === null)
    if (own !== undefined) {
      const ending = await whyNot(executor, row, null, { isOwn: false }, at)
      if (ending === null) return 'own_records'
      await endTask(executor, job, own, ending, at)
    }
    const request = { controllerId: row.controllerId, id: row.requestId }
    if (isWorkedOn) {
      // It can be answered: what is worked on has keys of its own.
      await leadRequest(executor, job, request, at, ['check', 'respond'])
      return await restAt(executor, row, 'running')
    }
    await leadRequest(executor, job, request, at, ['check'])
    if (tasks.some(each => isAtPlatform(each) && each.nextAt !== null))
      return await restAt(executor, row, 'running')
    if (tasks.some(({ waitsFor }) => waitsFor === 'a_person'))
      return await restAt(executor, row, 'waiting')
    const state = finalState(await tasksOf(executor, ref))
    await endRedaction(executor, job, row, at, { state })
    return 'nothing'
  })
}

/**
 * Notes what became of our own rows: they are erased, or a hold keeps them. What a hold of one integration
 * keeps of them stands by itself, and the rest is erased.
 */
export async function noteOwnErased(
  { database, now }: AdministrationContext,
  ref: RowRef,
  { result, holds }: Pick<OwnErasure, 'result' | 'holds'>,
): Promise<void> {
  await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    const own = (await tasksOf(executor, row)).filter(each => each.integrationId === null)
    const open = own.filter(({ outcome }) => outcome === null)
    const whole = holds.find(
      ({ integrationId }) => row.integrationId !== null || integrationId === null,
    )
    if (result === 'held' && whole !== undefined) {
      const { basis: justification, endsAt: until } = whole
      const ending = { outcome: 'exempt', reason: 'held', justification, until } as const
      for (const each of open) await endTask(executor, job, each, ending, at)
      return
    }
    const kept = result === 'held' ? await ownKept(executor, row, holds) : null
    for (const each of open) {
      const isKept = each.object === ownHeld && kept !== null
      if (!isKept) await endTask(executor, job, each, { outcome: 'erased', reason: null }, at)
    }
    if (kept !== null) await noteOwnHeld(executor, row, own, kept, at)
  })
}

/** What is kept for now, in the row that says so; a hold that was placed meanwhile makes one. */
async function noteOwnHeld(
  executor: Executor,
  row: RedactionRow,
  own: readonly TaskRow[],
  kept: OwnKept,
  at: Date,
): Promise<void> {
  const { retained, justification, until } = kept
  const known = own.find(({ object }) => object === ownHeld)
  const ending = { outcome: 'exempt', reason: 'held', justification, until } as const
  if (known === undefined) {
    const ended = { outcome: 'exempt', state: 'done', endedAt: at } as const
    await executor.insert(redactionTasks).values({ ...ownHeldTask(row, kept), ...ended })
    return
  }
  if (known.outcome === null) await endTask(executor, job, known, ending, at)
  await executor
    .update(redactionTasks)
    .set({ retained, justification, until })
    .where(isRow(redactionTasks, known))
}

/** So long and longer a platform works on its own: our own rows do not wait for it. */
const longWait = 86_400_000

/**
 * Does each platform that has not ended say that it needs a day or more? What suppresses has to be agreed to
 * before, as elsewhere.
 */
function isLong(tasks: readonly TaskRow[], at: Date): boolean {
  const open = tasks.filter(isOpenAtPlatform)
  if (open.some(({ action, acceptedAt }) => action === 'suppress' && acceptedAt === null))
    return false
  if (open.some(({ state }) => state === 'running')) return false
  const isWaiting = ({ nextAt, waitsFor }: TaskRow) =>
    waitsFor !== null && nextAt !== null && nextAt.getTime() >= at.getTime() + longWait
  const waiting = new Set(open.filter(isWaiting).map(({ integrationId }) => integrationId))
  return open.every(({ integrationId }) => waiting.has(integrationId))
}

async function restAt(
  executor: Executor,
  row: RedactionRow,
  state: 'running' | 'waiting',
): Promise<'tasks'> {
  await executor.update(redactions).set({ state, nextRunAt: null }).where(isRow(redactions, row))
  return 'tasks'
}

/**
 * How a redaction ends. It is completed if nothing is left that may not stay, and a look has not shown
 * otherwise.
 */
function finalState(tasks: readonly TaskRow[]): 'completed' | 'partially_completed' | 'failed' {
  const well = tasks.filter(isWell)
  if (well.length === tasks.length) return 'completed'
  return well.length === 0 ? 'failed' : 'partially_completed'
}

function isWell({ outcome, integrationId, doneAt, found }: TaskRow): boolean {
  if (outcome === 'not_found' || outcome === 'exempt') return true
  if (!isGone({ outcome })) return false
  // Nobody looks at what was done by hand: its proof stands for it.
  if (integrationId === null || doneAt !== null) return true
  return found !== null && found !== 'remains'
}
