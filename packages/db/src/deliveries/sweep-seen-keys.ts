import { repetitionDays } from '@conduit/core/host'
import { sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { seenKeys } from '../schema/index.ts'

const rowsPerStatement = 10_000

/**
 * Forgets keys that were seen more than 90 days ago, some at a time, so that no webhook waits for it.
 * Those that have no time stay.
 *
 * @returns how many
 */
export async function sweepSeenKeys(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - repetitionDays * 86_400_000).toISOString()
  let swept = 0
  for (;;) {
    const result = await database.maintenance(executor =>
      executor.execute(sql`with old as (
          delete from ${seenKeys} where ctid = any(array(
            select ctid from ${seenKeys} where seen_at < ${before}::timestamptz limit ${rowsPerStatement}
          )) returning 1
        ) select count(*)::int as swept from old`),
    )
    const [row] = rowsOf<{ swept: number }>(result)
    if (row === undefined || row.swept === 0) return swept
    swept += row.swept
  }
}
