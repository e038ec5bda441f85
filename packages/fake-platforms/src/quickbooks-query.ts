import { likeExpression, next, parseQuery, take, word } from './query-words.ts'

/** A query that was understood. */
export interface QuickBooksQuery {
  readonly kind: string
  /** Which properties are asked for, and what each has to be. */
  readonly where: readonly (readonly [property: string, holds: (value: string) => boolean])[]
  /** From 1. */
  readonly start: number
  readonly most: number
}

const tokens = /\s*('(?:[^'\\]|\\')*'|[A-Za-z][\w.]*|\d+|[=(),*])/y

/**
 * Understands the queries of QuickBooks as far as copies use them: all properties, conditions with `=`,
 * `LIKE` and `IN` that are joined by `AND` alone, and pages.
 *
 * @returns null: it does not parse
 * @see https://developer.intuit.com/app/developer/qbo/docs/learn/explore-the-quickbooks-online-api/data-queries
 */
export function parseQuickBooksQuery(text: string): QuickBooksQuery | null {
  return parseQuery(text, tokens, selection)
}

function selection(words: string[]): QuickBooksQuery {
  for (const each of ['SELECT', '*', 'FROM']) take(words, each)
  const kind = word(words, /^[A-Za-z]+$/)
  const where: (readonly [string, (value: string) => boolean])[] = []
  if (next(words, 'WHERE')) {
    do where.push(condition(words))
    while (next(words, 'AND'))
  }
  if (next(words, 'ORDERBY')) take(words, 'Id')
  const start = next(words, 'STARTPOSITION') ? Number(word(words, /^\d+$/)) : 1
  const most = next(words, 'MAXRESULTS') ? Number(word(words, /^\d+$/)) : 100
  if (words.length > 0 || start < 1 || most > 1_000) throw new Error('no such page')
  return { kind, where, start, most }
}

function condition(words: string[]): readonly [string, (value: string) => boolean] {
  const property = word(words, /^[A-Za-z]/)
  if (next(words, 'IN')) {
    take(words, '(')
    const wanted = [literal(words)]
    while (next(words, ',')) wanted.push(literal(words))
    take(words, ')')
    return [property, value => wanted.includes(value)]
  }
  if (next(words, 'LIKE')) {
    const pattern = likeExpression(literal(words), { '%': '.*' }, 's')
    return [property, value => pattern.test(value)]
  }
  take(words, '=')
  const wanted = literal(words)
  return [property, value => value === wanted]
}

function literal(words: string[]): string {
  const found = word(words, /^('|true$|false$)/)
  return found.startsWith("'") ? found.slice(1, -1).replaceAll(String.raw`\'`, "'") : found
}
