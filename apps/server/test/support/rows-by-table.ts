import type { Database } from '@conduit/db'
import { type SQL, sql } from 'drizzle-orm'

/** Rows of a controller by table, as their number and a hash of all that stands in them; no table without any. */
export async function rowsByTable(
  database: Database,
  controllerId: string,
): Promise<ReadonlyMap<string, string>> {
  const tables = await rowsFrom<{ name: string }>(
    database,
    sql`select c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'controller_id' and t.table_type = 'BASE TABLE'
        and not exists (select from pg_inherits where inhrelid = format('%I', c.table_name)::regclass)
      order by 1`,
  )
  const found = new Map<string, string>()
  for (const { name } of tables) {
    const [row] = await rowsFrom<{ count: number; hash: string }>(
      database,
      sql`select count(*)::int as count, md5(string_agg(row::text, ',' order by row::text)) as hash
        from ${sql.identifier(name)} row where controller_id = ${controllerId}::uuid`,
    )
    if (row !== undefined && row.count > 0) found.set(name, `${row.count} ${row.hash}`)
  }
  return found
}

async function rowsFrom<Row>(database: Database, query: SQL): Promise<readonly Row[]> {
  const answer: unknown = await database.run(executor => executor.execute(query))
  return (Array.isArray(answer) ? answer : (answer as { rows: unknown[] }).rows) as Row[]
}
