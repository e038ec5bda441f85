import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { heldAt } from '../erasure/held-at.ts'
import { holdsOn } from '../people/active-holds.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { approvePlan } from './approve-plan.ts'
import { ownHeld, ownKept } from './own-held.ts'
import { planHashOf } from './plan-hash.ts'
import {
  type RedactionNode,
  type RedactionRow,
  shownRedaction,
  type TaskRow,
} from './redaction-node.ts'
import { conflict, whyChanged } from './redaction-obstacles.ts'
import { lockedRedaction, lookupsOf, requestOf, tasksOf } from './redaction-rows.ts'

/** What somebody approves, and how long it can be stopped. */
export interface RedactionApproval {
  readonly planHash: string
  readonly coolingOffMilliseconds: number
}

/**
 * Approves a plan by its hash. It begins when the time is over in which it can be stopped.
 *
 * @throws {ConduitError} `not_found`; `conflict`: the plan is another one, or is not made yet; it was
 *   approved or stopped before; its request, its person or what is held is not what it was
 */
export async function approveRedaction(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
  { planHash, coolingOffMilliseconds }: RedactionApproval,
): Promise<RedactionNode> {
  return await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    assertPlanned(row)
    const tasks = await tasksOf(executor, ref)
    const lookups = await lookupsOf(executor, ref)
    if (row.planHash !== planHash || planHashOf(row, lookups, tasks) !== planHash)
      throw conflict('plan_changed', 'this is not the hash of the plan: look at it anew')
    const why = await whyChanged(executor, row, await requestOf(executor, row))
    if (why !== null) throw conflict(why, 'stop it, and plan anew')
    await assertNotHeld(executor, row, tasks, at)
    const notBefore = new Date(at.getTime() + coolingOffMilliseconds)
    const approval = { at, notBefore, count: tasks.length }
    return shownRedaction(await approvePlan(executor, actor, row, approval))
  })
}

/**
 * Stops a redaction that has not begun.
 * @throws {ConduitError} `not_found`; `conflict`: it has begun, or has ended
 */
export async function stopRedaction(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<RedactionNode> {
  return await database.transaction(async executor => {
    const row = await lockedRedaction(executor, ref)
    if (row.state === 'running' || row.state === 'waiting')
      throw conflict('begun', 'it has begun, and cannot be stopped any more')
    if (row.finishedAt !== null || row.stoppedAt !== null)
      throw conflict('ended', 'it has ended before')
    return shownRedaction(await endRedaction(executor, actor, row, now(), { state: 'stopped' }))
  })
}

function assertPlanned({ state }: RedactionRow): void {
  if (state === 'planned') return
  if (state === 'planning') throw conflict('not_planned', 'its plan is not made yet')
  if (state === 'stopped') throw conflict('stopped', 'it was stopped')
  if (state === 'failed') throw conflict('ended', 'it has ended before')
  throw conflict('already_approved', 'it was approved before')
}

/** @throws {ConduitError} `conflict`: a hold keeps what the plan does not say that it does */
async function assertNotHeld(
  executor: Executor,
  { controllerId, subjectId, members, integrationId }: RedactionRow,
  tasks: readonly TaskRow[],
  now: Date,
): Promise<void> {
  await keepHolds(executor, controllerId)
  const places = new Set(
    tasks.flatMap(({ action, integrationId }) => (action === 'keep' ? [] : [integrationId])),
  )
  const refusal = conflict('held', 'a hold was placed since: stop it, and plan anew')
  for (const place of places) {
    if (place === null && integrationId === null) continue
    const ofPerson = subjectId !== null && { subjectId }
    const at = place ?? integrationId
    const scope = { controllerId, ...ofPerson, ...(at !== null && { integrationId: at }) }
    if ((await holdsOn(executor, scope, now)).length > 0) throw refusal
  }
  if (!places.has(null) || integrationId !== null) return
  const { holds, isWhole } = await heldAt(executor, controllerId, members, now)
  const kept = await ownKept(executor, { controllerId, members }, holds)
  const planned = tasks.find(({ object }) => object === ownHeld)
  if (isWhole || (kept !== null && kept.retained.join() !== planned?.retained.join())) throw refusal
}
