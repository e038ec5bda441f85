import { next, parseQuery, take, word } from './query-words.ts'

/** A query that was understood. */
export interface SuiteQl {
  readonly columns: readonly string[]
  readonly table: string
  /** Does a row hold what is asked for? It is asked for columns by their names in lower case. */
  readonly holds: (read: (column: string) => string) => boolean
}

const tokens = /\s*('(?:[^']|'')*'|[A-Za-z]\w*|\d+|[=(),])/y
const name = /^[A-Za-z]\w*$/

/**
 * Understands as much of SuiteQL as erasing uses: columns, conditions with `=` and `LOWER` that are joined by `OR`,
 * and the order of ids, without which pages would overlap.
 *
 * @returns null: it does not parse
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157909186990.html
 */
export function parseSuiteQl(text: string): SuiteQl | null {
  return parseQuery(text, tokens, selection)
}

function selection(words: string[]): SuiteQl {
  take(words, 'SELECT')
  const columns = [word(words, name)]
  while (next(words, ',')) columns.push(word(words, name))
  take(words, 'FROM')
  const table = word(words, name).toLowerCase()
  take(words, 'WHERE')
  const conditions = [condition(words)]
  while (next(words, 'OR')) conditions.push(condition(words))
  for (const each of ['ORDER', 'BY', 'id']) take(words, each)
  if (words.length > 0) throw new Error('more than a query')
  return { columns, table, holds: read => conditions.some(each => each(read)) }
}

function condition(words: string[]): SuiteQl['holds'] {
  const isLower = next(words, 'LOWER')
  if (isLower) take(words, '(')
  const column = word(words, name)
  if (isLower) take(words, ')')
  take(words, '=')
  const literal = word(words, /^('|\d)/)
  const wanted = literal.startsWith("'") ? literal.slice(1, -1).replaceAll("''", "'") : literal
  return read => (isLower ? read(column).toLowerCase() : read(column)) === wanted
}
