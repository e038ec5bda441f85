import { lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { quarantine } from '../schema/index.ts'
import { giveRoom, roomOf } from './quarantine-usage.ts'

/**
 * Deletes quarantined deliveries that have expired.
 * @returns how many
 */
export async function sweepQuarantine(database: Database, now: Date): Promise<number> {
  return await database.maintenance(async executor => {
    const expired = lte(quarantine.expiresAt, now)
    const swept = await executor.delete(quarantine).where(expired).returning(roomOf)
    await giveRoom(executor, swept)
    return swept.length
  })
}
