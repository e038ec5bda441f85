import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { leadRequest } from '../requests/lead-request.ts'
import { redactions } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { whyNot } from './check-task.ts'
import { endTask } from './note-task.ts'
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
  { database, now }: AdministrationContext,
  ref: RowRef,
): Promise<NextOfRedaction> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    if (row.state !== 'running' && row.state !== 'waiting') return 'nothing'
    const tasks = await tasksOf(executor, ref)
    const isAtPlatform = ({ integrationId }: TaskRow) => integrationId !== null
    if (tasks.some(each => isAtPlatform(each) && each.outcome === null))
      return await restAt(executor, row, 'running')
    const own = tasks.find(each => !isAtPlatform(each) && each.outcome === null)
    if (own !== undefined) {
      const ending = await whyNot(executor, row, null, at)
      if (ending === null) return 'own_records'
      await endTask(executor, job, own, ending, at)
    }
    const request = { controllerId: row.controllerId, id: row.requestId }
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

/** Notes what became of our own rows: they are erased, or a hold that was placed meanwhile keeps some. */
export async function noteOwnErased(
  { database, now }: AdministrationContext,
  ref: RowRef,
  result: 'erased' | 'held',
): Promise<void> {
  await database.transaction(async executor => {
    const row = await lockedRedaction(executor, ref)
    const tasks = await tasksOf(executor, row)
    const own = tasks.find(each => each.integrationId === null && each.outcome === null)
    if (own === undefined) return
    const ending = { outcome: result === 'held' ? 'exempt' : 'erased', reason: null } as const
    await endTask(
      executor,
      job,
      own,
      result === 'held' ? { ...ending, reason: 'held' } : ending,
      now(),
    )
  })
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
