import { and, asc, inArray, lte } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { keepHolds } from '../database/hold-locks.ts'
import { isFree } from '../people/active-holds.ts'
import { quarantine } from '../schema/index.ts'
import { giveRoom, roomOf } from './quarantine-usage.ts'

/** Each costs a lock until the transaction ends. */
const controllersAtOnce = 500

/**
 * Deletes quarantined deliveries that have expired, and that nothing holds.
 * @returns how many
 */
export async function sweepQuarantine(database: Database, now: Date): Promise<number> {
  for (let swept = 0; ; ) {
    const some = await database.maintenance(executor => sweepSome(executor, now))
    swept += some.swept
    if (some.isLast) return swept
  }
}

async function sweepSome(executor: Executor, now: Date) {
  const { controllerId } = quarantine
  const due = and(lte(quarantine.expiresAt, now), isFree(executor, quarantine, now))
  const owners = await executor
    .selectDistinct({ controllerId })
    .from(quarantine)
    .where(due)
    .orderBy(asc(controllerId))
    .limit(controllersAtOnce)
  const ids = owners.map(owner => owner.controllerId)
  for (const id of ids) await keepHolds(executor, id)
  const swept = await executor
    .delete(quarantine)
    .where(and(due, inArray(controllerId, ids)))
    .returning(roomOf)
  await giveRoom(executor, swept)
  return { swept: swept.length, isLast: ids.length < controllersAtOnce }
}
