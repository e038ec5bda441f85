import { and, eq, isNull } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { ownErasures } from '../schema/index.ts'
import { type OwnCounts, type OwnKind, ownKinds } from './own-records.ts'

/** How far it is. */
export type Progress = (typeof ownErasures)['$inferSelect']

/** Names it. */
export type ProgressRef = Pick<Progress, 'controllerId' | 'subjectId' | 'integrationId'>

/** In the place of an integration: all of the person goes. */
export const everywhere = serverId

/** What has gone, and how far what was kept aside is searched. */
export interface Step {
  readonly counts: OwnCounts
  readonly searched?: Progress['searched']
}

/** In the place of a person: all people of the account of an integration. */
export const everybody = serverId

/** How far it is; one that was never begun, or is over and has more to do now, begins. */
export async function beginProgress(
  executor: Executor,
  ref: ProgressRef,
  redactionId: string | null,
  at: Date,
): Promise<Progress> {
  const fresh = { redactionId, startedAt: at, endedAt: null, result: null, searched: {} }
  await executor
    .insert(ownErasures)
    .values({ ...ref, ...fresh, counts: {} })
    .onConflictDoNothing()
  const found = await readProgress(executor, ref)
  // Somebody who was erased at an integration may have come back there.
  const isOver = found.integrationId !== everywhere && found.redactionId !== redactionId
  if (found.result !== 'held' && !(isOver && found.result !== null)) return found
  await executor.update(ownErasures).set(fresh).where(isOf(ref))
  return { ...found, ...fresh }
}

/** Reads it, and keeps it from others until the transaction ends. */
export async function readProgress(executor: Executor, ref: ProgressRef): Promise<Progress> {
  const [row] = await executor.select().from(ownErasures).where(isOf(ref)).for('update')
  if (row === undefined) throw new TypeError('an erasure that was begun is gone')
  return row
}

/** Adds what a batch has done, in its transaction. */
export async function addProgress(
  executor: Executor,
  ref: ProgressRef,
  { counts, searched }: Step,
): Promise<void> {
  const before = await readProgress(executor, ref)
  await executor
    .update(ownErasures)
    .set({
      counts: sumOf(before.counts, counts),
      searched: { ...before.searched, ...searched },
    })
    .where(isOf(ref))
}

/** Says that it is over; where all has gone, so is what was begun at single integrations. */
export async function endProgress(
  executor: Executor,
  ref: ProgressRef,
  result: 'erased' | 'held',
  at: Date,
): Promise<void> {
  await executor.update(ownErasures).set({ endedAt: at, result }).where(isOf(ref))
  if (ref.integrationId !== everywhere || result === 'held') return
  const { controllerId, subjectId, endedAt } = ownErasures
  await executor
    .update(ownErasures)
    .set({ endedAt: at, result })
    .where(and(eq(controllerId, ref.controllerId), eq(subjectId, ref.subjectId), isNull(endedAt)))
}

/** Adds by kind; what is none is left out. */
export function sumOf(one: OwnCounts, other: OwnCounts): Partial<Record<OwnKind, number>> {
  const kinds = ownKinds.filter(kind => (one[kind] ?? 0) + (other[kind] ?? 0) > 0)
  return Object.fromEntries(kinds.map(kind => [kind, (one[kind] ?? 0) + (other[kind] ?? 0)]))
}

function isOf({ controllerId, subjectId, integrationId }: ProgressRef) {
  return and(
    eq(ownErasures.controllerId, controllerId),
    eq(ownErasures.subjectId, subjectId),
    eq(ownErasures.integrationId, integrationId),
  )
}
