import { and, eq } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { heldAt } from '../erasure/held-at.ts'
import { type HoldNode, isAt } from '../people/active-holds.ts'
import { endRedaction } from '../requests/end-redaction.ts'
import { noteRequestEvents } from '../requests/request-events.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { approvePlan } from './approve-plan.ts'
import type { Planning } from './open-planning.ts'
import { ownHeldTask, ownKept } from './own-held.ts'
import { planHashOf } from './plan-hash.ts'
import { freshTask, type RedactionRow } from './redaction-node.ts'
import { whyChanged } from './redaction-obstacles.ts'
import { lockedRedaction, lookupsOf, requestOf, tasksOf } from './redaction-rows.ts'
import { taskKey } from './redaction-seal.ts'

/** Says that a plan is to be gone on with later. */
export async function postponePlanning(
  { database }: Pick<AdministrationContext, 'database'>,
  { row }: Planning,
  nextRunAt: Date,
): Promise<void> {
  const isAsKnown = and(isRow(redactions, row), eq(redactions.version, row.version))
  await database.run(executor => executor.update(redactions).set({ nextRunAt }).where(isAsKnown))
}

/**
 * Freezes a plan whose integrations have all been asked: nothing changes it any more, and its hash is
 * what an officer approves.
 *
 * @param own how many of our own rows speak of the person, by kind
 */
export async function freezePlan(
  { database, now }: AdministrationContext,
  planning: Planning,
  own: Readonly<Record<string, number>>,
): Promise<void> {
  await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, planning.row)
    if (row.state !== 'planning' || row.version !== planning.row.version) return
    const why = await whyChanged(executor, row, await requestOf(executor, row))
    if (why !== null) {
      await endRedaction(executor, job, row, at, { state: 'failed', reason: why })
      return
    }
    await addOwnTask(executor, row, at)
    const planned = { ...row, own }
    const tasks = await tasksOf(executor, row)
    const planHash = planHashOf(planned, await lookupsOf(executor, row), tasks)
    const version = row.version + 1
    const [frozen] = await executor
      .update(redactions)
      .set({ state: 'planned', own, planHash, plannedAt: at, nextRunAt: null, version })
      .where(isRow(redactions, row))
      .returning()
    const { controllerId, id, requestId } = row
    const request = { controllerId, id: requestId }
    await noteRequestEvents(executor, [{ request, at, kind: 'redaction_planned', actor: job }])
    await writeAudit(executor, {
      ...{ at, controllerId, actor: job, action: 'redaction.planned' },
      ...{ objectType: 'redaction', objectId: id, details: { count: tasks.length } },
    })
    if (frozen === undefined || !isCalled(frozen)) return
    const approval = { at, notBefore: at, count: tasks.length }
    await approvePlan(executor, approverOf(frozen), frozen, approval)
  })
}

/** A call asked for it; an account is erased like a person, when somebody has approved it. */
function isCalled({ scope, integrationId }: RedactionRow): boolean {
  return scope === 'person' && integrationId !== null
}

/** Who called has approved what is planned at that integration: nobody waits for a second word. */
function approverOf({ approvedByType, approvedById }: RedactionRow): Actor {
  return { type: approvedByType ?? job.type, id: approvedById }
}

const job = { type: 'job', id: null } as const

function keptBy({ basis, endsAt }: HoldNode) {
  return { expected: 'exempt' as const, reason: 'held', justification: basis, until: endsAt }
}

/**
 * Our own rows, and the person's key: the last of all. A hold of everything keeps them, and where only one
 * integration is erased, one of that; what a hold of another integration keeps stands by itself.
 */
async function addOwnTask(executor: Executor, row: RedactionRow, at: Date): Promise<void> {
  const { controllerId, id: redactionId, subjectId, integrationId, members } = row
  if (subjectId === null && row.scope === 'person') return
  const { holds } = await heldAt(executor, controllerId, members, at)
  const hold = holds.find(each =>
    integrationId === null ? each.integrationId === null : isAt(each, integrationId),
  )
  const own: RowRef = { controllerId, id: uuidv7() }
  const action = hold === undefined ? ('erase' as const) : ('keep' as const)
  const task = { redactionId, integrationId: null, object: 'own_records', reference: null, action }
  await executor.insert(redactionTasks).values({
    ...freshTask,
    ...{ ...own, ...task, position: 0, target: null, key: taskKey(task) },
    ...(hold === undefined ? { expected: 'erased' as const } : keptBy(hold)),
  })
  if (hold !== undefined || integrationId !== null) return
  const kept = await ownKept(executor, row, holds)
  if (kept !== null) await executor.insert(redactionTasks).values(ownHeldTask(row, kept))
}
