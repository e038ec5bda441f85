import { type SQL, sql } from 'drizzle-orm'
import type { TestApp } from './test-app.ts'

/** The rows of a query: one driver answers a list, the other an object that holds it. */
export async function rowsOf<T>(app: TestApp, query: SQL | string): Promise<readonly T[]> {
  const statement = typeof query === 'string' ? sql.raw(query) : query
  const answer: unknown = await app.database.transaction(async executor => {
    // What a test changes beside the functions that do needs no entry.
    await executor.execute(
      sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
    )
    return await executor.execute(statement)
  })
  return (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as T[]
}
