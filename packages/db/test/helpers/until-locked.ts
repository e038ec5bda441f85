import type { Database } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { rows } from './rows.ts'

/** Resolves when a statement of this database waits for a lock, or when there is nothing to wait for. */
export async function untilLocked(database: Database, work: Promise<unknown>): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  work.then(end, end)
  while (!isOver) {
    const waiting = await rows(
      database,
      sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (waiting.length > 0) return
  }
}
