import type { Read } from './traces-left.ts'

/**
 * Rows of a controller by table, as their number and a hash of all that stands in them; tables
 * without any are left out.
 *
 * @param controllerId UUID
 */
export async function rowsByTable(
  read: Read,
  controllerId: string,
): Promise<ReadonlyMap<string, string>> {
  const tables = await read<{ name: string }>(
    `select c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'controller_id' and t.table_type = 'BASE TABLE'
        and not exists (select from pg_inherits where inhrelid = format('%I', c.table_name)::regclass)
      order by 1`,
  )
  const found = new Map<string, string>()
  for (const { name } of tables) {
    const [row] = await read<{ count: number; hash: string }>(
      `select count(*)::int as count, md5(string_agg(row::text, ',' order by row::text)) as hash
        from "${name}" row where controller_id = '${controllerId}'`,
    )
    if (row !== undefined && row.count > 0) found.set(name, `${row.count} ${row.hash}`)
  }
  return found
}
