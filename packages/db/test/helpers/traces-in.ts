import type { Database } from '@conduit/db'
import { type Trace, tracesLeft } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { rows } from './rows.ts'

/** Where traces are left in a database: `table.column kind`, each once. @param only in this table */
export async function tracesIn(
  database: Database,
  traces: readonly Trace[],
  only: string | null = null,
): Promise<readonly string[]> {
  return await tracesLeft(query => rows(database, sql.raw(query)), traces, only)
}
