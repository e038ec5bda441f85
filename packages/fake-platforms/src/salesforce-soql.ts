import { likeExpression, next, parseQuery, take, word } from './query-words.ts'

/** A record as the API shows it. */
export type SObject = Readonly<Record<string, unknown>>

/** A query that was understood. */
export interface Soql {
  /** Null: all fields. */
  readonly fields: readonly string[] | null
  readonly object: string
  /** Fields that the conditions name. */
  readonly filtered: readonly string[]
  readonly holds: (record: SObject) => boolean
  readonly limit: number
}

type Condition = Soql['holds']

const tokens = /\s*('(?:[^'\\]|\\[nNrRtTbBfF"'\\_%])*'|FIELDS\(ALL\)|[A-Za-z]\w*|\d+|>|=|[(),])/y
const name = /^[A-Za-z]\w*$/

/**
 * Understands as much of SOQL as copies use: fields or all of them, conditions with `=`, `>`, `LIKE`,
 * `IN`, `AND`, `OR` and brackets, the order of ids, and a limit.
 *
 * @returns null: it is malformed
 * @see https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select.htm
 */
export function parseSoql(text: string): Soql | null {
  return parseQuery(text, tokens, selection)
}

function selection(words: string[]): Soql {
  const filtered: string[] = []
  take(words, 'SELECT')
  const isAll = words[0] === 'FIELDS(ALL)'
  const fields = isAll ? [] : [word(words, name)]
  if (isAll) words.shift()
  while (!isAll && next(words, ',')) fields.push(word(words, name))
  take(words, 'FROM')
  const object = word(words, name)
  const holds = next(words, 'WHERE') ? either(words, filtered) : () => true
  if (next(words, 'ORDER')) for (const each of ['BY', 'Id']) take(words, each)
  const limit = next(words, 'LIMIT') ? Number(word(words, /^\d+$/)) : Number.POSITIVE_INFINITY
  if (words.length > 0) throw new Error('more than a query')
  // As many fields as an organisation has are given of so many records.
  if (isAll && limit > 200) throw new Error('unbounded set of fields')
  return { fields: isAll ? null : fields, object, filtered, holds, limit }
}

/** Salesforce takes `AND` and `OR` side by side only with brackets. */
function either(words: string[], filtered: string[]): Condition {
  const conditions = [condition(words, filtered)]
  const joint = ['AND', 'OR'].find(each => words[0] === each)
  while (joint !== undefined && next(words, joint)) conditions.push(condition(words, filtered))
  if (joint === 'OR') return record => conditions.some(each => each(record))
  return record => conditions.every(each => each(record))
}

function condition(words: string[], filtered: string[]): Condition {
  if (next(words, '(')) {
    const inner = either(words, filtered)
    take(words, ')')
    return inner
  }
  const field = word(words, name)
  filtered.push(field)
  if (next(words, 'IN')) {
    take(words, '(')
    const wanted = [value(words)]
    while (next(words, ',')) wanted.push(value(words))
    take(words, ')')
    return record => wanted.some(each => isSame(record[field], each))
  }
  if (next(words, 'LIKE')) {
    const pattern = likeExpression(String(value(words)), { '%': '.*', _: '.' }, 'is')
    return record => pattern.test(String(record[field] ?? ''))
  }
  const isGreater = next(words, '>')
  if (!isGreater) take(words, '=')
  const wanted = value(words)
  if (isGreater) return record => String(record[field]) > String(wanted)
  return record => isSame(record[field], wanted)
}

function value(words: string[]): unknown {
  for (const [text, meaning] of [
    ['null', null],
    ['true', true],
    ['false', false],
  ] as const) {
    if (next(words, text)) return meaning
  }
  return word(words, /^'/)
    .slice(1, -1)
    .replaceAll(/\\(["'\\])/g, '$1')
}

/** Texts are compared without their case. */
function isSame(held: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'string') return (held ?? null) === wanted
  return String(held ?? '').toLowerCase() === wanted.toLowerCase()
}
