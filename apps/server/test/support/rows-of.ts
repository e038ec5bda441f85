import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { TestApp } from './test-app.ts'

const dialect = new PgDialect()

/**
 * The rows of a query: one driver answers a list, the other an object that holds it.
 *
 * @throws where several rows come in no order that the query names: what another statement updates
 *   meanwhile changes its place, so such a test fails once in a thousand runs
 */
export async function rowsOf<T>(app: TestApp, query: SQL | string): Promise<readonly T[]> {
  const statement = typeof query === 'string' ? sql.raw(query) : query
  const answer: unknown = await app.database.transaction(async executor => {
    // What a test changes beside the functions that do needs no entry.
    await executor.execute(
      sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
    )
    return await executor.execute(statement)
  })
  const rows = (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as T[]
  if (rows.length > 1 && !/order by|returning/i.test(dialect.sqlToQuery(statement).sql))
    throw new Error(`${rows.length} rows came in no order: the query names none`)
  return rows
}
