import type { PiiRow, Within } from '../adapter.ts'
import { escapeToken, pointerTokens } from './pointer.ts'

/** A row of one concrete path pattern, its pointers split. */
export interface CompiledRow {
  readonly row: PiiRow
  /** How many tokens of the path make the person's prefix; 0: the event's one person; null: nobody. */
  readonly personDepth: number | null
  readonly region: readonly string[] | null
  /** Places of the referenced object; the first of which all parts are there counts. */
  readonly within: readonly (readonly NamedPointer[])[]
  /** Event types; null: all. */
  readonly types: Patterns | null
  readonly when: readonly Condition[]
  readonly unless: readonly Condition[]
}

/** Texts, and prefixes written `a*`. */
export interface Patterns {
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

/** The value at these tokens fits the patterns. */
export interface Condition {
  readonly tokens: readonly string[]
  readonly patterns: Patterns
}

/** What is found at these tokens bears this name. */
export interface NamedPointer {
  readonly name: string
  readonly tokens: readonly string[]
}

/** Rows as a tree by token, so that one walk over a document reads all of them. */
export interface RowTree {
  /** The token that leads here, as it is written in a pointer; `''` for a `*`. */
  readonly pointer: string
  readonly rows: CompiledRow[]
  readonly members: Map<string, RowTree>
  any: RowTree | null
  /** What lies below members that are not in `members`. */
  unnamed: RowTree | null
}

const compiled = new WeakMap<readonly PiiRow[], RowTree>()
const literal = new WeakSet<PiiRow>()

/** Marks rows whose paths are to be taken as they stand, braces and all. */
export function asLiteral(rows: readonly PiiRow[]): readonly PiiRow[] {
  for (const row of rows) literal.add(row)
  return rows
}

/** The tree of a table of rows; built once per table. */
export function compileRows(rows: readonly PiiRow[]): RowTree {
  const known = compiled.get(rows)
  if (known !== undefined) return known
  const root = emptyTree('')
  for (const row of rows) {
    const paths = literal.has(row) ? [row.path] : expandBraces(row.path)
    for (const path of paths) addRow(root, path, row)
  }
  compiled.set(rows, root)
  return root
}

/**
 * A path with `{a,b}` in it as one path for each choice.
 * @example expandBraces('/{billing,shipping}/city') // ['/billing/city', '/shipping/city']
 */
export function expandBraces(path: string): readonly string[] {
  const match = /\{([^{}]*)\}/.exec(path)
  if (match === null) return [path]
  const [whole, choices = ''] = match
  return choices.split(',').flatMap(choice => expandBraces(path.replace(whole, () => choice)))
}

function addRow(root: RowTree, path: string, row: PiiRow): void {
  const { person, region, types, within = [], unnamed = false } = row
  let node = root
  for (const token of pointerTokens(path)) node = step(node, token, unnamed)
  node.rows.push({
    row,
    personDepth: person === null ? null : pointerTokens(person ?? '').length,
    region: region === undefined ? null : pointerTokens(region),
    within: [within].flat().map(namedPointers),
    types: types === undefined ? null : patternsOf(types),
    when: conditionsOf(row.when),
    unless: conditionsOf(row.unless),
  })
}

function step(node: RowTree, token: string, unnamed: boolean): RowTree {
  if (token === '*') {
    const key = unnamed ? 'unnamed' : 'any'
    const next = node[key] ?? emptyTree('')
    node[key] = next
    return next
  }
  const next = node.members.get(token) ?? emptyTree(`/${escapeToken(token)}`)
  node.members.set(token, next)
  return next
}

function namedPointers(place: Within): readonly NamedPointer[] {
  return Object.entries(place).map(([name, pointer]) => ({ name, tokens: pointerTokens(pointer) }))
}

function conditionsOf(conditions: PiiRow['when']): readonly Condition[] {
  return Object.entries(conditions ?? {}).map(([pointer, patterns]) => ({
    tokens: pointerTokens(pointer),
    patterns: patternsOf(patterns),
  }))
}

function patternsOf(patterns: readonly string[]): Patterns {
  return {
    exact: new Set(patterns.filter(pattern => !pattern.endsWith('*'))),
    prefixes: patterns
      .filter(pattern => pattern.endsWith('*'))
      .map(pattern => pattern.slice(0, -1)),
  }
}

/** Does a text fit one of the patterns? */
export function fits({ exact, prefixes }: Patterns, text: string): boolean {
  return exact.has(text) || prefixes.some(prefix => text.startsWith(prefix))
}

function emptyTree(pointer: string): RowTree {
  return { pointer, rows: [], members: new Map(), any: null, unnamed: null }
}
