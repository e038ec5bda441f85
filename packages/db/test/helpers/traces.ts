import type { Database } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { rows } from './rows.ts'

/** Something that must not be left, and what it is: `id`, `token`, `value`. */
export interface Trace {
  readonly kind: string
  /** As text; ids with dashes, hashes as hexadecimal. */
  readonly text: string
}

/**
 * Where traces are left: `table.column kind`, each once.
 * @param only in this table
 */
export async function tracesLeft(
  database: Database,
  traces: readonly Trace[],
  only: string | null = null,
): Promise<readonly string[]> {
  const tables = await rows<{ schema: string; table: string; columns: readonly string[] }>(
    database,
    sql`select t.table_schema as schema, t.table_name as table,
        json_agg(c.column_name) as columns
      from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and t.table_schema not in ('pg_catalog', 'information_schema')
        and not exists (select from pg_inherits where inhparent
          = format('%I.%I', t.table_schema, t.table_name)::regclass)
        and (${only}::text is null or t.table_name like ${only} || '%')
      group by t.table_schema, t.table_name`,
  )
  const needles = traces.flatMap(({ kind, text }) => formsOf(text).map(form => ({ kind, form })))
  const found = new Set<string>()
  for (const { schema, table, columns } of tables) {
    const values = columns.map(name => sql`${sql.identifier(name)}::text`)
    const all = await rows<{ row: readonly (string | null)[] }>(
      database,
      sql`select json_build_array(${sql.join(values, sql`, `)}) as row
        from ${sql.identifier(schema)}.${sql.identifier(table)}`,
    )
    // The months of a table are the same table.
    const place = table.replace(/_(default|\d{4}_\d\d)$/, '')
    for (const { row } of all) {
      for (const { kind, form } of needles) {
        for (const [index, value] of row.entries()) {
          if (value?.includes(form)) found.add(`${place}.${columns[index]} ${kind}`)
        }
      }
    }
  }
  return [...found].sort()
}

/** The same of a dump, or of anything else that is text: kinds that are in it. */
export function kindsIn(text: string, traces: readonly Trace[]): readonly string[] {
  const kinds = traces.filter(trace => formsOf(trace.text).some(form => text.includes(form)))
  return [...new Set(kinds.map(({ kind }) => kind))].sort()
}

/** Raw, in hexadecimal and in base64, as text and as the bytes that an id or a hash is. */
function formsOf(text: string): readonly string[] {
  const bare = text.replaceAll('-', '')
  const isHash = /^[\da-f]{32,}$/.test(bare)
  const bytes = isHash ? [Buffer.from(text), Buffer.from(bare, 'hex')] : [Buffer.from(text)]
  return [
    text,
    ...(isHash ? [bare] : []),
    ...bytes.flatMap(each => [
      each.toString('hex'),
      // Its last character holds bits of what follows.
      each.toString('base64').replace(/.=*$/, ''),
      each.toString('base64url').replace(/.$/, ''),
    ]),
  ]
}
