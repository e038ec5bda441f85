import type { OpenReading, PiiRow } from '../contract/tables.ts'
import { type Condition, conditionCompiler } from './conditions.ts'
import { addDescents, type Descent } from './descents.ts'
import { expandBraces } from './expand-braces.ts'
import { foldedName } from './fold-name.ts'
import { escapeToken, pointerTokens } from './pointer.ts'
import { type PointerTemplate, templateOf } from './pointer-template.ts'

/** A row of one concrete path pattern, its pointers split. */
export interface CompiledRow {
  readonly row: PiiRow
  /** The row reads a container of which others choose the names. */
  readonly open: OpenReading | null
  /** Name of what the row's places stand in, where the names of those are open; else empty. */
  readonly around: string
  /** The names of the row's places are open. */
  readonly isChosen: boolean
  /** The prefix that stands for the person; null: nobody in particular. */
  readonly person: PointerTemplate | null
  readonly region: PointerTemplate | null
  /** Places of the referenced object; the first of which all parts are there counts. */
  readonly within: readonly (readonly NamedPointer[])[]
  readonly when: readonly Condition[]
  readonly unless: readonly Condition[]
}

/** What is found there bears this name. */
export interface NamedPointer {
  readonly name: string
  readonly at: PointerTemplate
}

/** Rows as a tree by token, so that one walk over a document reads all of them. */
export interface RowNode {
  /** Pointer of this place where names alone lead to it. */
  readonly path: string
  readonly rows: CompiledRow[]
  /** What rows need here to reach their places; null: nothing. */
  descents: Descent[] | null
  readonly members: Map<string, RowNode>
  /** Names in any spelling, folded. */
  readonly folded: Map<string, RowNode>
  any: RowNode | null
  /** What is not in `members` or `folded`. */
  others: RowNode | null
  /** What stands behind a `**` here. */
  deep: RowNode | null
  /** Stands behind a `**`: what goes for this place goes for all below it. */
  readonly isDeep: boolean
}

/** A table of rows, ready to be read. */
export interface CompiledRows {
  readonly root: RowNode
  /** How many conditions are decided once for an event. */
  readonly conditions: number
  /** Names that the adapter's rows spell out: the platform's own, and no data. */
  readonly names: ReadonlySet<string>
}

/**
 * Makes the tree of a table of rows.
 *
 * @param rows of the adapter's table
 * @param own rows that settings add; in their paths only `*` has a meaning
 */
export function compileRows(rows: readonly PiiRow[], own: readonly PiiRow[] = []): CompiledRows {
  const root = emptyNode('', false)
  const conditions = conditionCompiler()
  const names = new Set<string>()
  const add = (place: RowPlace, row: PiiRow, isLiteral: boolean) => {
    const compiled = compiledRow(row, place, isLiteral, conditions)
    const tokens = pointerTokens(place.path)
    const way: RowNode[] = []
    let node = root
    for (const token of tokens) {
      way.push(node)
      node = step(node, token, isLiteral)
      if (!isLiteral && !isOpenToken(token)) names.add(token)
    }
    addDescents(way, tokens, compiled, isLiteral)
    node.rows.push(compiled)
  }
  for (const row of rows) for (const place of placesOf(row)) add(place, row, false)
  for (const row of own) add(row, row, true)
  return { root, conditions: conditions.count, names }
}

function isOpenToken(token: string): boolean {
  return token === '*' || token === '**' || token === '*others' || foldedName(token) !== null
}

/** Where a row stands, and the prefix that is the person. */
type RowPlace = Pick<PiiRow, 'path' | 'person'>

/** The places of a row, one for each choice of its braces; its person takes the same choices. */
function placesOf({ path, person }: PiiRow): readonly RowPlace[] {
  if (person == null || !path.startsWith(person)) {
    return expandBraces(path).map(each => ({ path: each, ...(person !== undefined && { person }) }))
  }
  const marked = `${person}\0${path.slice(person.length)}`
  return expandBraces(marked).map(each => {
    const [prefix = '', rest = ''] = each.split('\0')
    return { path: prefix + rest, person: prefix }
  })
}

function compiledRow(
  row: PiiRow,
  { path, person }: RowPlace,
  isLiteral: boolean,
  conditions: ReturnType<typeof conditionCompiler>,
): CompiledRow {
  const { reference } = row
  const region = regionOf(row)
  const template = (pointer: string) => templateOf(pointer, isLiteral)
  return {
    row,
    open: openOf(row),
    around: aroundOf(path),
    isChosen: pointerTokens(path).at(-1)?.startsWith('*') ?? false,
    person: person === null ? null : template(person ?? ''),
    region: region === undefined ? null : template(region),
    within: [reference?.within ?? []]
      .flat()
      .map(place => Object.entries(place).map(([name, at]) => ({ name, at: template(at) }))),
    when: conditions.compile(row.when, isLiteral),
    unless: conditions.compile(row.unless, isLiteral),
  }
}

/** Name of what holds the open names at the end of a path. */
function aroundOf(path: string): string {
  const [around = '', last = ''] = pointerTokens(path).slice(-2)
  return last.startsWith('*') && !around.startsWith('*') ? around : ''
}

function openOf({ read }: PiiRow): OpenReading | null {
  return typeof read === 'object' && 'open' in read ? read.open : null
}

/** Pointer to the country of the phone numbers that a row reads. */
function regionOf(row: PiiRow): string | undefined {
  return row.identity?.by === 'phone' ? row.identity.region : openOf(row)?.region
}

function step(node: RowNode, token: string, isLiteral: boolean): RowNode {
  if (token === '*') {
    node.any ??= emptyNode('', false)
    return node.any
  }
  if (token === '*others' && !isLiteral) {
    node.others ??= emptyNode('', false)
    return node.others
  }
  if (token === '**' && !isLiteral) {
    node.deep ??= emptyNode('', true)
    return node.deep
  }
  const folded = isLiteral ? null : foldedName(token)
  if (folded !== null) return memberOf(node.folded, folded, '')
  return memberOf(node.members, token, `${node.path}/${escapeToken(token)}`)
}

function memberOf(members: Map<string, RowNode>, name: string, path: string): RowNode {
  const known = members.get(name) ?? emptyNode(path, false)
  members.set(name, known)
  return known
}

function emptyNode(path: string, isDeep: boolean): RowNode {
  return {
    path,
    rows: [],
    descents: null,
    members: new Map(),
    folded: new Map(),
    any: null,
    others: null,
    deep: null,
    isDeep,
  }
}
