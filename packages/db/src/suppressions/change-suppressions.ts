import { ConduitError } from '@conduit/core'
import { and, eq, inArray, isNull } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { ownErasures, suppressionHits, suppressions } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { insertSuppressions, type NewSuppression } from './insert-suppressions.ts'

/**
 * Puts identifiers on the list, all or none.
 * @returns how many were not on it
 */
export async function addSuppressions(
  { database, now }: AdministrationContext,
  actor: Actor,
  controllerId: string,
  entries: readonly Omit<NewSuppression, 'controllerId' | 'createdAt' | 'redactionId'>[],
): Promise<number> {
  const createdAt = now()
  return await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const count = await insertSuppressions(
      executor,
      entries.map(entry => ({ ...entry, controllerId, createdAt, redactionId: null })),
    )
    await writeAudit(executor, {
      ...{ at: createdAt, controllerId, actor, action: 'suppression.added' },
      ...{ objectType: 'suppression', objectId: null, details: { count } },
    })
    return count
  })
}

/**
 * Takes an entry from the list, with those that were suppressed together with it: what comes from now
 * on is recorded again, of somebody new where the person was erased.
 *
 * @throws {ConduitError} `not_found`; `conflict`: the person is being erased just now
 */
export async function liftSuppression(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  const { controllerId } = ref
  await database.transaction(async executor => {
    await movePeopleEpoch(executor, controllerId)
    const entry = await findEntry(executor, ref)
    await assertNotRunning(executor, entry)
    const lifted = await executor
      .delete(suppressions)
      .where(isGroup(entry))
      .returning({ id: suppressions.id })
    const ids = lifted.map(({ id }) => id)
    const hits = suppressionHits
    await executor
      .delete(hits)
      .where(and(eq(hits.controllerId, controllerId), inArray(hits.suppressionId, ids)))
    const details = { status: entry.reason, count: ids.length }
    await audit(executor, actor, now(), 'suppression.lifted', ref, details)
  })
}

/**
 * Says that an entry stays although its person seems to have come back: only what happens from now on
 * asks again.
 *
 * @throws {ConduitError} `not_found`
 */
export async function keepSuppression(
  { database, now }: AdministrationContext,
  actor: Actor,
  ref: RowRef,
): Promise<void> {
  const keptAt = now()
  await database.transaction(async executor => {
    const entry = await findEntry(executor, ref)
    await executor.update(suppressions).set({ keptAt, reviewSince: null }).where(isGroup(entry))
    await audit(executor, actor, keptAt, 'suppression.kept', ref, { status: entry.reason })
  })
}

type Entry = (typeof suppressions)['$inferSelect']

async function findEntry(executor: Executor, ref: RowRef): Promise<Entry> {
  const [entry] = await executor.select().from(suppressions).where(isRow(suppressions, ref))
  if (entry === undefined) throw notFound('suppression')
  return entry
}

async function assertNotRunning(
  executor: Executor,
  { controllerId, redactionId }: Entry,
): Promise<void> {
  if (redactionId === null) return
  const [running] = await executor
    .select({ id: ownErasures.subjectId })
    .from(ownErasures)
    .where(
      and(
        eq(ownErasures.controllerId, controllerId),
        eq(ownErasures.redactionId, redactionId),
        isNull(ownErasures.endedAt),
      ),
    )
    .limit(1)
  if (running !== undefined) throw conflict('the person is being erased')
}

function isGroup({ controllerId, groupId }: Entry) {
  return and(eq(suppressions.controllerId, controllerId), eq(suppressions.groupId, groupId))
}

async function audit(
  executor: Executor,
  actor: Actor,
  at: Date,
  action: string,
  { controllerId, id }: RowRef,
  details: { readonly status: string; readonly count?: number },
): Promise<void> {
  const object = { objectType: 'suppression', objectId: id }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}

function conflict(reason: string): ConduitError {
  return new ConduitError('conflict', { reason })
}
