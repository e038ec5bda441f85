import { and, eq, inArray, ne } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { heldAt } from '../erasure/held-at.ts'
import { type HoldNode, isAt } from '../people/active-holds.ts'
import { redactions, redactionTasks } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { isKept } from './hold-keys.ts'
import { ownHeld, ownKept } from './own-held.ts'
import { isOpen, openStates, type RedactionRow, type TaskRow } from './redaction-node.ts'
import { lockedRedaction, tasksOf } from './redaction-rows.ts'

const job = { type: 'job', id: null } as const
const day = 86_400_000

const instructions =
  'What kept this object has ended. Erase it at the platform, and note what shows that.'

/**
 * Looks at what a redaction that has ended had to keep. What has come due is erased now, or handed to a person
 * where no code can: the redaction runs again. The rest is looked at when the next date comes.
 */
export async function resumeHeld(
  { database, now }: AdministrationContext,
  ref: RowRef,
): Promise<void> {
  await database.transaction(async executor => {
    const at = now()
    const row = await lockedRedaction(executor, ref)
    if (isOpen(row) || row.nextRunAt === null || row.nextRunAt > at) return
    const due: TaskRow[] = []
    const ends: Date[] = []
    for (const task of (await tasksOf(executor, ref)).filter(isKept)) {
      const end = await endOf(executor, row, task, at)
      if (end === 'due') due.push(task)
      else if (end !== null) ends.push(end)
    }
    if (due.length > 0 && (await isAnotherOpen(executor, row))) {
      due.length = 0
      ends.push(new Date(at.getTime() + day))
    }
    for (const task of due) await reopen(executor, task, at)
    const nextRunAt = ends.reduce<Date | null>(
      (first, end) => (first === null || end < first ? end : first),
      null,
    )
    const changes =
      due.length === 0
        ? { nextRunAt }
        : {
            state: 'running' as const,
            reason: null,
            finishedAt: null,
            resumedAt: at,
            nextRunAt: at,
          }
    await executor.update(redactions).set(changes).where(isRow(redactions, ref))
    if (due.length === 0) return
    const { controllerId, id } = row
    await writeAudit(executor, {
      ...{ at, controllerId, actor: job, action: 'redaction.resumed' },
      ...{ objectType: 'redaction', objectId: id, details: { count: due.length } },
    })
  })
}

/** When something that is kept is to be looked at: now, at a time, or when somebody says so. */
async function endOf(
  executor: Executor,
  { controllerId, members, integrationId }: RedactionRow,
  task: TaskRow,
  at: Date,
): Promise<Date | 'due' | null> {
  if (task.reason !== 'held') return task.until === null || task.until <= at ? 'due' : task.until
  const { holds } = await heldAt(executor, controllerId, members, at)
  const place = task.integrationId ?? integrationId
  if (task.object === ownHeld) {
    const kept = await ownKept(executor, { controllerId, members }, holds)
    const isSame = kept !== null && kept.retained.join() === task.retained.join()
    return isSame ? kept.until : 'due'
  }
  const keeping = holds.filter(hold =>
    place === null ? hold.integrationId === null : isAt(hold, place),
  )
  const [first] = keeping
  if (first === undefined) return 'due'
  const until = keeping.every(({ endsAt }) => endsAt !== null) ? latest(keeping) : null
  if (until?.getTime() !== task.until?.getTime() || first.basis !== task.justification)
    await executor
      .update(redactionTasks)
      .set({ until, justification: first.basis })
      .where(isRow(redactionTasks, task))
  return until
}

async function reopen(executor: Executor, task: TaskRow, at: Date): Promise<void> {
  const isOwn = task.integrationId === null
  const planned = task.actionAfter ?? (task.action === 'keep' ? 'by_hand' : task.action)
  const action = isOwn ? ('erase' as const) : planned
  const base = {
    ...{ action, actionAfter: null, reason: null, until: null, endedAt: null },
    ...{ found: null, foundAt: null, why: null, tries: 0, pause: 0 },
    ...(task.reason === 'held' && { justification: null }),
    ...(isOwn && { retained: [] }),
  }
  const isByHand = action === 'by_hand' || action === 'keep'
  await executor
    .update(redactionTasks)
    .set(
      isByHand
        ? {
            ...{ ...base, state: 'waiting', outcome: 'manual_required', waitsFor: 'a_person' },
            instructions: task.instructions ?? instructions,
          }
        : { ...base, state: 'planned', outcome: null, nextAt: isOwn ? null : at },
    )
    .where(isRow(redactionTasks, task))
}

/** One of a request is open at a time. */
async function isAnotherOpen(
  executor: Executor,
  { controllerId, id, requestId }: RedactionRow,
): Promise<boolean> {
  const found = await executor
    .select({ id: redactions.id })
    .from(redactions)
    .where(
      and(
        eq(redactions.controllerId, controllerId),
        eq(redactions.requestId, requestId),
        ne(redactions.id, id),
        inArray(redactions.state, [...openStates]),
      ),
    )
    .limit(1)
  return found.length > 0
}

function latest(holds: readonly HoldNode[]): Date | null {
  return holds.reduce<Date | null>(
    (last, { endsAt }) => (endsAt !== null && (last === null || endsAt > last) ? endsAt : last),
    null,
  )
}
