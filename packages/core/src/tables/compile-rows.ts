import type { OpenReading, PiiRow, RowCondition } from '../contract/tables.ts'
import { type Condition, conditionCompiler, type EventConditions } from './conditions.ts'
import { addDescents, type Descent } from './descents.ts'
import { expandBraces } from './expand-braces.ts'
import { foldedName } from './fold-name.ts'
import { namesOf } from './open-container.ts'
import { type OpenRow, openRow } from './open-row.ts'
import { type Places, placesOf } from './places.ts'
import { escapeToken, pointerTokens } from './pointer.ts'
import { type PointerTemplate, templateMaker } from './pointer-template.ts'

/** A row of one concrete path pattern, its pointers split. */
export interface CompiledRow {
  readonly row: PiiRow
  /** Where the row stands. */
  readonly place: PointerTemplate
  /** The row reads a container of which others choose the names. */
  readonly open: OpenRow | null
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
  /** Pointer of this place where names alone lead to it; null: something else does. */
  readonly path: string | null
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
  readonly places: Places
  /** The conditions that are decided once for an event. */
  readonly conditions: EventConditions
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
  const templateOf = templateMaker()
  const names = new Set<string>()
  const add = (place: RowPlace, row: PiiRow, isLiteral: boolean) => {
    const template = (pointer: string) => templateOf(pointer, isLiteral)
    const asked = (of?: RowCondition) => conditions.compile(of, isLiteral)
    const compiled = compiledRow(row, place, template, asked)
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
  for (const row of rows) for (const place of rowPlacesOf(row)) add(place, row, false)
  for (const row of own) add(row, row, true)
  return { root, places: placesOf(root), conditions: conditions.ofEvent(), names }
}

function isOpenToken(token: string): boolean {
  return token === '*' || token === '**' || token === '*others' || foldedName(token) !== null
}

/** Where a row stands, and the prefix that is the person. */
type RowPlace = Pick<PiiRow, 'path' | 'person'>

/**
 * The places of a row, one for each choice of its braces; its person, and a region below that, take the same
 * choices.
 */
function rowPlacesOf({ path, person }: PiiRow): readonly RowPlace[] {
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
  template: (pointer: string) => PointerTemplate,
  conditions: (asked?: RowCondition) => readonly Condition[],
): CompiledRow {
  const { reference } = row
  const open = openOf(row)
  const region = regionAt(row, person)
  return {
    row,
    open: open === null ? null : openRow(row, namesOf(open, row.category)),
    place: template(path),
    around: aroundOf(path),
    isChosen: pointerTokens(path).at(-1)?.startsWith('*') ?? false,
    person: person === null ? null : template(person ?? ''),
    region: region === undefined ? null : template(region),
    within: [reference?.within ?? []]
      .flat()
      .map(place => Object.entries(place).map(([name, at]) => ({ name, at: template(at) }))),
    when: conditions(row.when),
    unless: conditions(row.unless),
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

/** The same, below the person of one choice of braces. */
function regionAt(row: PiiRow, person: string | null | undefined): string | undefined {
  const region = regionOf(row)
  const isBelow = row.person != null && person != null && region?.startsWith(`${row.person}/`)
  return isBelow ? `${person}${region?.slice(row.person.length)}` : region
}

/** Pointer to the country of the phone numbers that a row reads. */
function regionOf(row: PiiRow): string | undefined {
  return row.identity?.by === 'phone' ? row.identity.region : openOf(row)?.region
}

function step(node: RowNode, token: string, isLiteral: boolean): RowNode {
  if (token === '*') {
    node.any ??= emptyNode(null, false)
    return node.any
  }
  if (token === '*others' && !isLiteral) {
    node.others ??= emptyNode(null, false)
    return node.others
  }
  if (token === '**' && !isLiteral) {
    node.deep ??= emptyNode(null, true)
    return node.deep
  }
  const folded = isLiteral ? null : foldedName(token)
  if (folded !== null) return memberOf(node.folded, folded, null)
  const path = node.path === null ? null : `${node.path}/${escapeToken(token)}`
  return memberOf(node.members, token, path)
}

function memberOf(members: Map<string, RowNode>, name: string, path: string | null): RowNode {
  const known = members.get(name) ?? emptyNode(path, false)
  members.set(name, known)
  return known
}

function emptyNode(path: string | null, isDeep: boolean): RowNode {
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
