import type { PiiRow } from '../adapter.ts'
import type { JsonObject, PlatformEvent } from '../delivery.ts'
import {
  type CompiledRow,
  type Condition,
  compileRows,
  fits,
  type NamedPointer,
  type RowTree,
} from './compile-rows.ts'
import { child, escapeToken } from './pointer.ts'
import { textOf } from './text-of.ts'

/** One value that a row found. The value is for the next step only and never kept. */
export interface Match {
  readonly row: PiiRow
  /** JSON Pointer into the document; a member name that only the data knows is written `*`. */
  readonly path: string
  /** Without the kind of the row; `''` of what counts as a whole. */
  readonly value: string
  /** Concrete prefix that stands for the person; `''`: the event's one person; null: nobody. */
  readonly person: string | null
  /** Country for a phone number, where the row names one and it is there. */
  readonly region?: string | undefined
  /** Where the referenced object stands, where the row names it and it is there. */
  readonly within?: JsonObject | undefined
}

interface Place {
  readonly event: PlatformEvent
  /** Tokens from the event's part to here, as they are in the data. */
  readonly tokens: string[]
  /** What each `*` stood for so far. */
  readonly bindings: string[]
}

/**
 * Reads a table of rows in one event. Empty values (null, `''`, blanks, booleans, objects, and 0
 * as an account id) are nobody's data and give nothing.
 */
export function pick(rows: readonly PiiRow[], event: PlatformEvent): readonly Match[] {
  const matches: Match[] = []
  const place: Place = { event, tokens: [], bindings: [] }
  walk(compileRows(rows), event.data, event.path, place, matches)
  return matches
}

/** @param path of this value, as it may be reported */
function walk(node: RowTree, value: unknown, path: string, place: Place, matches: Match[]): void {
  if (typeof value !== 'object' || value === null) {
    const text = textOf(value)
    if (text === null) return
    for (const compiled of node.rows) addMatches(compiled, text, path, place, matches)
    return
  }
  for (const compiled of node.rows) {
    if (compiled.row.whole === true && Object.keys(value).length > 0)
      addMatches(compiled, '', path, place, matches)
  }
  for (const [token, next] of node.members) {
    const member = child(value, token)
    if (member === undefined) continue
    place.tokens.push(token)
    walk(next, member, path + next.pointer, place, matches)
    place.tokens.pop()
  }
  if (node.any !== null) walkAny(node.any, value, path, place, matches)
  if (node.unnamed !== null) walkAny(node.unnamed, value, path, place, matches, node.members)
}

function walkAny(
  node: RowTree,
  value: object,
  path: string,
  place: Place,
  matches: Match[],
  named?: ReadonlyMap<string, unknown>,
): void {
  const isList = Array.isArray(value)
  for (const token of Object.keys(value)) {
    if (named?.has(token) === true) continue
    place.tokens.push(token)
    place.bindings.push(token)
    walk(node, child(value, token), `${path}/${isList ? token : '*'}`, place, matches)
    place.tokens.pop()
    place.bindings.pop()
  }
}

function addMatches(
  compiled: CompiledRow,
  text: string,
  path: string,
  place: Place,
  matches: Match[],
): void {
  const { row } = compiled
  if (!counts(compiled, place)) return
  const values = row.separator === undefined ? [text] : splitText(text, row.separator)
  for (const each of values) {
    const value = row.part === undefined ? each : (each.match(row.part)?.[0] ?? each)
    if (row.category === 'account_id' && value === '0') continue
    matches.push(matchOf(compiled, value, path, place))
  }
}

function matchOf(
  { row, personDepth, region, within }: CompiledRow,
  value: string,
  path: string,
  place: Place,
): Match {
  return {
    row,
    path,
    value,
    person: personDepth === null ? null : pointerOf(place.tokens.slice(0, personDepth)),
    region: region === null ? undefined : (textOf(resolve(region, place)) ?? undefined),
    within: withinOf(within, place),
  }
}

function counts({ types, when, unless }: CompiledRow, place: Place): boolean {
  if (types !== null && !fits(types, place.event.type)) return false
  if (!when.every(condition => holds(condition, place))) return false
  return !unless.some(condition => holds(condition, place))
}

function holds({ tokens, patterns }: Condition, place: Place): boolean {
  const value = resolve(tokens, place)
  const text = typeof value === 'boolean' ? String(value) : textOf(value)
  return text !== null && fits(patterns, text)
}

function withinOf(places: CompiledRow['within'], place: Place): JsonObject | undefined {
  for (const names of places) {
    const found = names.flatMap(name => partOf(name, place))
    if (found.length === names.length) return Object.fromEntries(found)
  }
  return undefined
}

function partOf(
  { name, tokens }: NamedPointer,
  place: Place,
): readonly (readonly [string, string])[] {
  const text = textOf(resolve(tokens, place))
  return text === null ? [] : [[name, text]]
}

/** Follows tokens from the event's part; each `*` takes what the path's own `*` stood for. */
function resolve(tokens: readonly string[], place: Place): unknown {
  let star = 0
  let value = place.event.data
  for (const token of tokens)
    value = child(value, token === '*' ? (place.bindings[star++] ?? '') : token)
  return value
}

function splitText(text: string, separator: string): readonly string[] {
  const parts = text.split(separator).map(part => part.trim())
  return parts.filter(part => part !== '')
}

function pointerOf(tokens: readonly string[]): string {
  return tokens.map(token => `/${escapeToken(token)}`).join('')
}
