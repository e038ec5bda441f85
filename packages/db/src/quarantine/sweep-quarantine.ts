import { lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { quarantine } from '../schema/index.ts'

/**
 * Deletes quarantined deliveries that have expired.
 * @returns how many
 */
export async function sweepQuarantine(database: Database, now: Date): Promise<number> {
  const swept = await database.maintenance(executor =>
    executor
      .delete(quarantine)
      .where(lte(quarantine.expiresAt, now))
      .returning({ id: quarantine.id }),
  )
  return swept.length
}
