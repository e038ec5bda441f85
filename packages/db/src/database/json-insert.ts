import { getTableColumns, getTableName } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { givenRows } from './given-rows.ts'

/** A value on its way through JSON: bytes as hexadecimal text, times as ISO 8601. */
type Encoded<Value> = Value extends Uint8Array | Date ? string : Value

/** A row of a table on its way through JSON, by the property names of the drizzle table. */
export type JsonRow<Table extends PgTable, Column extends keyof Table['$inferInsert']> = {
  readonly [Name in Column]: Encoded<Exclude<Table['$inferInsert'][Name], undefined>>
}

/** How rows of one table get into it, all at once, from one JSON parameter. */
export interface JsonInsert<Row> {
  /** The statement, reading parameter `$number`. */
  sql(parameter: number): string
  /** The parameter. */
  encode(rows: readonly Row[]): string
}

/**
 * Prepares the insertion of whole sets of rows: one text for the parser, one parameter for the
 * driver, whatever the number of rows. Names and types are those of the drizzle table.
 *
 * @param columns those that the rows bring
 * @param options `orderBy`: rows that two transactions may both insert must come in one order, or
 *   the two deadlock; `tail`: what follows, `on conflict …`
 * @example
 * const insert = jsonInsert(seenKeys, ['controllerId', 'key'], { tail: 'on conflict do nothing' })
 * await statement(executor, insert.sql(1), [insert.encode(rows)])
 */
export function jsonInsert<
  Table extends PgTable,
  Column extends Extract<keyof Table['$inferInsert'], string>,
>(
  table: Table,
  columns: readonly Column[],
  options: { readonly orderBy?: readonly Column[]; readonly tail?: string } = {},
): JsonInsert<JsonRow<Table, Column>> {
  const all = getTableColumns(table)
  const described = columns.map(name => {
    const column = all[name]
    if (column === undefined) throw new TypeError(`no column ${name}`)
    return { name, column: `"${column.name}"`, type: column.getSQLType() }
  })
  const types = Object.fromEntries(described.map(({ name, type }) => [name, type]))
  const targets = described.map(({ column }) => column).join(', ')
  const sources = columns.map(name => `"${name}"`).join(', ')
  const order = options.orderBy?.map(name => `"${name}"`).join(', ')
  return {
    sql: parameter =>
      [
        `insert into "${getTableName(table)}" (${targets})`,
        `select ${sources} from ${givenRows(parameter, types)}`,
        order === undefined ? '' : `order by ${order}`,
        options.tail ?? '',
      ].join(' '),
    encode: rows => JSON.stringify(rows),
  }
}
