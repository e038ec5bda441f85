/** Types whose values are the same in an array literal as they are alone. */
type PlainType = 'uuid' | 'int' | 'smallint' | 'bigint' | 'boolean' | 'timestamptz'

/** A type that a column of given rows may have. */
export type ArrayType = PlainType | 'text' | 'jsonb' | 'bytea'

/** One value on its way: bytes as hexadecimal text, times as ISO 8601; a list or object only as `jsonb`. */
export type ArrayValue = string | number | boolean | null | object

/** Rows that come as arrays, one parameter for each column. */
export interface ArrayRows<Column extends string> {
  /** How many parameters they take. */
  readonly size: number
  /** The rows as a table `given`, read from parameter `$first` on. */
  from(first: number): string
  /** The parameters. */
  encode(rows: readonly Readonly<Record<Column, ArrayValue>>[]): readonly string[]
}

/**
 * Describes rows that a statement reads from arrays: one text for the parser and a parameter for
 * each column, whatever the number of rows.
 *
 * @param columns SQL types by name
 * @example
 * const given = arrayRows({ controllerId: 'uuid', token: 'bytea' })
 * `select * from ${given.from(1)}` // with given.encode(rows)
 */
export function arrayRows<Column extends string>(
  columns: Readonly<Record<Column, ArrayType>>,
): ArrayRows<Column> {
  const described = (Object.entries(columns) as [Column, ArrayType][]).map(([name, type]) => ({
    name,
    type,
    write: writerOf(type),
  }))
  const names = described.map(({ name }) => `"${name}"`).join(', ')
  return {
    size: described.length,
    from: first => {
      const arrays = described.map(({ type }, index) => `$${first + index}::${type}[]`)
      return `unnest(${arrays.join(', ')}) as given(${names})`
    },
    encode: rows =>
      described.map(({ name, write }) => {
        let literal = ''
        for (const row of rows) {
          const value = row[name]
          literal += literal === '' ? '' : ','
          literal += value === null ? 'NULL' : write(value)
        }
        return `{${literal}}`
      }),
  }
}

function writerOf(type: ArrayType): (value: Exclude<ArrayValue, null>) => string {
  if (type === 'bytea') return value => `\\\\x${value}`
  if (type === 'jsonb') return value => quoted(JSON.stringify(value))
  return type === 'text' ? quoted : String
}

const special = /["\\]/

function quoted(value: Exclude<ArrayValue, null>): string {
  const text = String(value)
  return special.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`
}
