import type { Database } from '@conduit/db'
import { rowsByTable as rowsByTableOf } from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'

/** Rows of a controller by table: their number, and a hash of them. */
export async function rowsByTable(
  database: Database,
  controllerId: string,
): Promise<ReadonlyMap<string, string>> {
  return await rowsByTableOf(query => rowsFrom(database, query), controllerId)
}

async function rowsFrom<Row>(database: Database, query: string): Promise<readonly Row[]> {
  const answer: unknown = await database.run(executor => executor.execute(sql.raw(query)))
  return (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as Row[]
}
