/** Something that must not be left, and what it is: `id`, `token`, `value`. */
export interface Trace {
  readonly kind: string
  /** As text; ids with dashes, hashes as hexadecimal. */
  readonly text: string
}

/** Reads the rows of a query. */
export type Read = <Row>(query: string) => Promise<readonly Row[]>

interface Table {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * Where traces are left in a database, those of the job queue among its tables: `table.column kind`, each once.
 *
 * @param only in this table
 * @example
 * const left = await tracesLeft(query => rowsOf(app, query), [{ kind: 'value', text: 'ada@example.com' }])
 */
export async function tracesLeft(
  read: Read,
  traces: readonly Trace[],
  only: string | null = null,
): Promise<readonly string[]> {
  const needles = traces.flatMap(({ kind, text }) => formsOf(text).map(form => ({ kind, form })))
  const found = new Set<string>()
  const tables = await tablesOf(read)
  for (const { schema, table, columns } of tables) {
    if (only !== null && !table.startsWith(only)) continue
    const values = columns.map(name => `${quoted(name)}::text`).join(', ')
    const all = await read<{ row: readonly (string | null)[] }>(
      `select json_build_array(${values}) as row from ${quoted(schema)}.${quoted(table)} order by ctid`,
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

async function tablesOf(read: Read): Promise<readonly Table[]> {
  return await read<Table>(
    `select t.table_schema as schema, t.table_name as table, json_agg(c.column_name) as columns
      from information_schema.tables t join information_schema.columns c using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and t.table_schema not in ('pg_catalog', 'information_schema')
        and not exists (select from pg_inherits where inhparent
          = format('%I.%I', t.table_schema, t.table_name)::regclass)
      group by t.table_schema, t.table_name order by 1, 2`,
  )
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
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
      each.toString('base64').replace(/.={0,2}$/, ''),
      each.toString('base64url').replace(/.$/, ''),
    ]),
  ]
}
