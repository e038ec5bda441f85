import { getTableColumns, sql } from 'drizzle-orm'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import type { Database } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { quarantine } from '../schema/index.ts'
import { isRow, type RowRef } from '../schema/row-ref.ts'
import { giveRoom, roomOf } from './quarantine-usage.ts'

/** One quarantined delivery with what it holds, to be replayed; null: there is none. */
export async function findQuarantined(
  database: Database,
  ref: RowRef,
): Promise<(typeof quarantine)['$inferSelect'] | null> {
  const [row] = await database.run(executor =>
    executor.select(getTableColumns(quarantine)).from(quarantine).where(isRow(quarantine, ref)),
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
  ref: RowRef,
  at: Date,
  failure: string | null,
): Promise<void> {
  if (failure === null) return await deleteRow(database, actor, ref, at, 'quarantine.replayed')
  const lastReplayReason = cleanText(failure, textLimits.reason)
  const changed = await database.run(executor =>
    executor
      .update(quarantine)
      .set({ replays: sql`${quarantine.replays} + 1`, lastReplayAt: at, lastReplayReason })
      .where(isRow(quarantine, ref))
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
  ref: RowRef,
  at: Date,
): Promise<void> {
  await deleteRow(database, actor, ref, at, 'quarantine.removed')
}

async function deleteRow(
  database: Database,
  actor: Actor,
  ref: RowRef,
  at: Date,
  action: string,
): Promise<void> {
  await database.transaction(async executor => {
    const [deleted] = await executor
      .delete(quarantine)
      .where(isRow(quarantine, ref))
      .returning({ step: quarantine.step, adapter: quarantine.adapter, ...roomOf })
    if (deleted === undefined) throw notFound('quarantined delivery')
    const { step, adapter, ...room } = deleted
    await giveRoom(executor, [room])
    await writeAudit(executor, {
      at,
      controllerId: ref.controllerId,
      actor,
      action,
      objectType: 'quarantine',
      objectId: ref.id,
      details: { step, adapter },
    })
  })
}
