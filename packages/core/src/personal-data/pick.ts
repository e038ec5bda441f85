import type { PiiRow } from '../adapter.ts'
import type { PlatformEvent } from '../delivery.ts'
import {
  type CompiledRow,
  type Condition,
  compileRows,
  fits,
  type RowTree,
} from './compile-rows.ts'
import { child, escapeToken } from './pointer.ts'

/** One value that a row found. The value is for the next step only and never kept. */
export interface Match {
  readonly row: PiiRow
  /** JSON Pointer into the document; a member name that only the data knows is written `*`. */
  readonly path: string
  readonly value: string
  /** Concrete prefix that stands for the person; `''`: the event's one person. */
  readonly person: string
  /** Country for a phone number, where the row names one and it is there. */
  readonly region: string | undefined
}

interface Place {
  readonly event: PlatformEvent
  /** Tokens from the event's part to here, as they are in the data. */
  readonly tokens: string[]
  /** The same, as they may be reported. */
  readonly reported: string[]
  /** What each `*` stood for so far. */
  readonly bindings: string[]
}

/**
 * Reads a table of rows in one event. Empty values (null, `''`, blanks, booleans, objects, and 0
 * as an account id) are nobody's data and give nothing.
 */
export function pick(rows: readonly PiiRow[], event: PlatformEvent): readonly Match[] {
  const matches: Match[] = []
  const place: Place = { event, tokens: [], reported: [], bindings: [] }
  walk(compileRows(rows), event.data, place, matches)
  return matches
}

function walk(node: RowTree, value: unknown, place: Place, matches: Match[]): void {
  if (typeof value === 'object' && value !== null) {
    for (const [token, next] of node.members) {
      const member = child(value, token)
      if (member !== undefined) descend(next, member, token, token, place, matches)
    }
    if (node.any !== null) walkAny(node.any, value, place, matches)
    return
  }
  const text = textOf(value)
  if (text === null) return
  for (const compiled of node.rows) {
    const match = matchOf(compiled, text, place)
    if (match !== null) matches.push(match)
  }
}

function walkAny(node: RowTree, value: object, place: Place, matches: Match[]): void {
  const isList = Array.isArray(value)
  for (const token of Object.keys(value)) {
    place.bindings.push(token)
    descend(node, child(value, token), token, isList ? token : '*', place, matches)
    place.bindings.pop()
  }
}

function descend(
  node: RowTree,
  value: unknown,
  token: string,
  reported: string,
  place: Place,
  matches: Match[],
): void {
  place.tokens.push(token)
  place.reported.push(reported)
  walk(node, value, place, matches)
  place.tokens.pop()
  place.reported.pop()
}

function matchOf(compiled: CompiledRow, value: string, place: Place): Match | null {
  const { row, personDepth, region, types, when, unless } = compiled
  const { event } = place
  if (row.category === 'account_id' && value === '0') return null
  if (types !== null && !fits(types, event.type)) return null
  if (!when.every(condition => holds(condition, place))) return null
  if (unless.some(condition => holds(condition, place))) return null
  const country = region === null ? undefined : textOf(resolve(region, place))
  return {
    row,
    path: event.path + pointerOf(place.reported),
    value,
    person: pointerOf(place.tokens.slice(0, personDepth)),
    region: country ?? undefined,
  }
}

function holds(condition: Condition, place: Place): boolean {
  const text = textOf(resolve(condition.tokens, place))
  return text !== null && fits(condition.patterns, text)
}

/** Follows tokens from the event's part; each `*` takes what the path's own `*` stood for. */
function resolve(tokens: readonly string[], place: Place): unknown {
  let star = 0
  let value = place.event.data
  for (const token of tokens)
    value = child(value, token === '*' ? (place.bindings[star++] ?? '') : token)
  return value
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

function pointerOf(tokens: readonly string[]): string {
  return tokens.map(token => `/${escapeToken(token)}`).join('')
}
