import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { type Actor, writeAudit } from './administration/audit.ts'
import { notFound } from './administration/context.ts'
import type { Database } from './client.ts'
import { quarantine } from './schema/index.ts'
import { cleanText, textLimits } from './text.ts'

/** Names a quarantined delivery. */
export interface QuarantineRef {
  readonly controllerId: string
  readonly id: string
}

/** One quarantined delivery with what it holds, to be replayed; null: there is none. */
export async function findQuarantined(
  database: Database,
  ref: QuarantineRef,
): Promise<(typeof quarantine)['$inferSelect'] | null> {
  const [row] = await database.run(executor =>
    executor.select(getTableColumns(quarantine)).from(quarantine).where(isQuarantined(ref)),
  )
  return row ?? null
}

/**
 * Notes how a replay ended: after a success the row is deleted, after a failure it stays.
 *
 * @param failure why it failed again, in words without values; null: it was recorded
 * @throws {ConduitError} `not_found`: it was replayed or removed by somebody else meanwhile
 */
export async function noteReplay(
  database: Database,
  actor: Actor,
  ref: QuarantineRef,
  at: Date,
  failure: string | null,
): Promise<void> {
  if (failure === null) return await deleteRow(database, actor, ref, at, 'quarantine.replayed')
  const lastReplayReason = cleanText(failure, textLimits.reason)
  const changed = await database.run(executor =>
    executor
      .update(quarantine)
      .set({ replays: sql`${quarantine.replays} + 1`, lastReplayAt: at, lastReplayReason })
      .where(isQuarantined(ref))
      .returning({ id: quarantine.id }),
  )
  if (changed.length === 0) throw notFound('quarantined delivery')
}

/**
 * Deletes a quarantined delivery for good.
 * @throws {ConduitError} `not_found`
 */
export async function removeQuarantined(
  database: Database,
  actor: Actor,
  ref: QuarantineRef,
  at: Date,
): Promise<void> {
  await deleteRow(database, actor, ref, at, 'quarantine.removed')
}

async function deleteRow(
  database: Database,
  actor: Actor,
  ref: QuarantineRef,
  at: Date,
  action: string,
): Promise<void> {
  await database.transaction(async executor => {
    const [deleted] = await executor
      .delete(quarantine)
      .where(isQuarantined(ref))
      .returning({ step: quarantine.step, adapter: quarantine.adapter })
    if (deleted === undefined) throw notFound('quarantined delivery')
    await writeAudit(executor, {
      at,
      controllerId: ref.controllerId,
      actor,
      action,
      objectType: 'quarantine',
      objectId: ref.id,
      details: deleted,
    })
  })
}

function isQuarantined({ controllerId, id }: QuarantineRef) {
  return and(eq(quarantine.controllerId, controllerId), eq(quarantine.id, id))
}
