import {
  escapeToken,
  foldName,
  type IntegrationAdapter,
  type PiiRow,
  pointerTokens,
} from '@conduit/core'
import { expandBraces } from '@conduit/core/host'
import type { PiiCategory } from '@conduit/privacy'

/** The rows of an adapter's table, and those that settings add. */
export function rowsOf(
  adapter: Pick<IntegrationAdapter, 'tables' | 'rows'>,
  settings: unknown,
): readonly PiiRow[] {
  return [...adapter.tables.pii, ...(adapter.rows?.(settings) ?? [])]
}

/** Does a table speak of this place? `base` is where the event's part of the document begins. */
export function isInTable(
  rows: readonly PiiRow[],
  field: { readonly path: string; readonly category: PiiCategory },
  base: string,
): boolean {
  const inEvent = field.path.startsWith(base) ? field.path.slice(base.length) : field.path
  return rows
    .filter(row => row.category === field.category || isOpen(row))
    .some(row => placesOf(row).some(path => covers(path, inEvent) || covers(path, field.path)))
}

/** Is it found there because something else stands at the place of a row, or on the way to it? */
export function isUnforeseen(rows: readonly PiiRow[], path: string, base: string): boolean {
  const found = pointerTokens(path.startsWith(base) ? path.slice(base.length) : path)
  return rows.flatMap(placesOf).some(place => {
    const wanted = pointerTokens(place)
    const way = wanted.slice(0, found.length)
    const isOnTheWay = way.length < wanted.length && !way.includes('**')
    return coversTokens([...wanted, '*', '**'], found) || (isOnTheWay && coversTokens(way, found))
  })
}

/** A container of which others choose the names: what it holds may be of any category. */
function isOpen({ read }: PiiRow): boolean {
  return typeof read === 'object' && 'open' in read
}

/** Paths at which a row finds something; of a container all that is in it. */
export function placesOf(row: PiiRow): readonly string[] {
  return expandBraces(isOpen(row) ? `${row.path}/**` : row.path)
}

/** Every concrete place that a pattern stands for in a document, with what stands there. */
export function placesAt(
  document: unknown,
  pattern: string,
): readonly { readonly path: string; readonly value: unknown }[] {
  return expandBraces(pattern).flatMap(path => [...walk(document, pointerTokens(path), '')])
}

/** Is a recorded pointer this place? A `*` on either side stands for any one member or element. */
export function samePlace(recorded: string, found: string): boolean {
  const a = pointerTokens(recorded)
  const b = pointerTokens(found)
  return (
    a.length === b.length &&
    a.every((token, i) => [token, '*'].includes(b[i] ?? '') || token === '*')
  )
}

function covers(pattern: string, path: string): boolean {
  if (!path.startsWith('/') && path !== '') return false
  return coversTokens(pointerTokens(pattern), pointerTokens(path))
}

function coversTokens(wanted: readonly string[], tokens: readonly string[]): boolean {
  const [first, ...rest] = wanted
  if (first === undefined) return tokens.length === 0
  const [token, ...others] = tokens
  if (first === '**') {
    return coversTokens(rest, tokens) || (token !== undefined && coversTokens(wanted, others))
  }
  return token !== undefined && standsFor(first, token) && coversTokens(rest, others)
}

/** Does a token of a path stand for this name? */
function standsFor(token: string, name: string): boolean {
  if (token === '*' || token === '*others' || token === name) return true
  const folded = /^\((.+)\)$/.exec(token)?.[1]
  return folded !== undefined && foldName(folded) === foldName(name)
}

function* walk(
  value: unknown,
  tokens: readonly string[],
  at: string,
): Generator<{ path: string; value: unknown }> {
  const [token, ...rest] = tokens
  if (token === undefined) {
    yield { path: at, value }
    return
  }
  if (token === '**') yield* walk(value, rest, at)
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const next = `${at}/${escapeToken(name)}`
    if (token === '**') yield* walk(member, tokens, next)
    else if (standsFor(token, name)) yield* walk(member, rest, next)
  }
}
