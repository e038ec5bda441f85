import type { Database } from '@conduit/db'
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { asAct } from './as-act.ts'

/** What a query finds: the second observer of what the code under test did. */
export async function rows<Row>(database: Database, query: SQL): Promise<readonly Row[]> {
  const result: unknown = await asAct(database, executor => executor.execute(query))
  return (
    Array.isArray(result) ? [...result] : (result as { rows: unknown }).rows
  ) as readonly Row[]
}

/** How many rows a table holds. */
export async function countOf(database: Database, table: PgTable): Promise<number> {
  const [row] = await rows<{ count: number }>(
    database,
    sql`select count(*)::int as count from ${table}`,
  )
  return row?.count ?? 0
}
