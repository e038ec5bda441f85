import type { CompiledRow, RowNode } from './compile-rows.ts'
import type { Condition } from './conditions.ts'
import { foldName } from './fold-name.ts'
import { remembering } from './remember.ts'

/**
 * Where a walk stands: the nodes of a table to which the names so far lead, in the order in which they
 * are read. Names that the table does not know all lead to the same, so a table has few places, and
 * each is worked out once, whatever documents hold.
 */
export interface Place {
  readonly nodes: readonly RowNode[]
  /** Rows that read what stands here. */
  readonly rows: readonly PlacedRow[]
  /** Rows need something here to reach their places. */
  readonly isAwaited: boolean
  /** Members lead somewhere. */
  readonly leadsOn: boolean
  /** Elements of a list lead somewhere. */
  readonly takesLists: boolean
  /** Where a member leads, by its name. */
  readonly moves: (member: string) => Moves
  /** Where the elements of a list lead that rows name by their number: in a list no spelling counts. */
  readonly numbered: ReadonlyMap<string, Moves>
  /** Where the elements of a list lead that rows do not name by their number. */
  readonly elements: Moves
}

/** A row, and which of a place's nodes it is of. */
export interface PlacedRow {
  readonly compiled: CompiledRow
  readonly at: number
}

/** Where a member leads if it holds others, and if it does not; null: nowhere. */
export interface Ways {
  readonly holder: Move | null
  readonly text: Move | null
}

/** Where most members lead: what stands there is not even looked at. */
export const nowhere: Ways = { holder: null, text: null }

/** The ways of members that lead to the same. */
interface Moves {
  /** Their name; null: they have several. */
  readonly name: string | null
  /** Undefined: not worked out yet. */
  ways: Ways | undefined
}

/** A way from one place to the next. */
export interface Move {
  readonly to: Place
  /** How each of its nodes is reached. */
  readonly steps: readonly Step[]
}

/**
 * How a `node` is reached from the one at `from`: by its `name`; by a name in any `spelling`; by a `star`;
 * staying behind a `**` that stands for the member too (`past`); or, from a node of the same place,
 * through a `**` that stands for nothing (`through`).
 */
export interface Step {
  readonly node: RowNode
  readonly by: 'name' | 'spelling' | 'star' | 'past' | 'through'
  readonly from: number
}

/** The places of a table. */
export interface Places {
  /** How a walk begins. */
  start(): Move
  /** Where a member leads. @returns `nowhere` itself, if that is where */
  follow(place: Place, member: string, isList: boolean): Ways
}

/** Prepares a table for walks. */
export function placesOf(root: RowNode): Places {
  const placeAt = placeFinder()
  const moveTo = (steps: readonly Step[]): Move => ({ to: placeAt(steps), steps })
  let start: Move | null = null

  const work = (steps: readonly Step[], name: string | null, isHolder: boolean): Move | null => {
    if (steps.length === 0) return null
    const move = moveTo(steps)
    const { rows, leadsOn, isAwaited } = move.to
    // What is a text leads no further.
    if (isHolder ? leadsOn : isAwaited) return move
    return rows.some(({ compiled }) => mayCount(compiled, name)) ? move : null
  }
  const waysOf = (place: Place, member: string, isList: boolean, { name }: Moves): Ways => {
    const holder = work(reach(stepsFrom(place, member, isList, true)), name, true)
    const text = work(reach(stepsFrom(place, member, isList, false)), name, false)
    return holder === null && text === null ? nowhere : { holder, text }
  }

  return {
    start() {
      start ??= moveTo(reach([{ by: 'name', from: 0, node: root }]))
      return start
    },
    follow(place, member, isList) {
      const moves = movesOf(place, member, isList)
      moves.ways ??= waysOf(place, member, isList, moves)
      return moves.ways
    },
  }
}

function movesOf({ moves, numbered, elements }: Place, member: string, isList: boolean): Moves {
  if (!isList) return moves(member)
  return numbered.size === 0 ? elements : (numbered.get(member) ?? elements)
}

function stepsFrom({ nodes }: Place, member: string, isList: boolean, isHolder: boolean): Step[] {
  const steps: Step[] = []
  for (const [from, node] of nodes.entries()) {
    const named = node.members.get(member)
    const spelt = node.folded.size === 0 || isList ? undefined : node.folded.get(foldName(member))
    if (named !== undefined) steps.push({ by: 'name', from, node: named })
    if (spelt !== undefined) steps.push({ by: 'spelling', from, node: spelt })
    // Below a text there is nothing to look for.
    if (node.isDeep && (isHolder || node.rows.length > 0 || node.deep !== null)) {
      steps.push({ by: 'past', from, node })
    }
    if (node.any !== null) steps.push({ by: 'star', from, node: node.any })
    if (named !== undefined || spelt !== undefined || node.others === null) continue
    steps.push({ by: 'star', from, node: node.others })
  }
  return steps
}

/** The same nodes, and those behind a `**` that may stand for nothing. A node counts once. */
function reach(reached: Step[]): readonly Step[] {
  for (let from = 0; from < reached.length; from++) {
    const deep = reached[from]?.node.deep
    if (deep == null || reached.some(({ node }) => node === deep)) continue
    reached.push({ by: 'through', from, node: deep })
  }
  return reached
}

/** One place for the same nodes, however they are reached. */
function placeFinder() {
  const numbers = new Map<RowNode, number>()
  const places = new Map<string, Place>()
  const numberOf = (node: RowNode): number => {
    const number = numbers.get(node) ?? numbers.size
    numbers.set(node, number)
    return number
  }
  return (reached: readonly Step[]): Place => {
    const nodes = reached.map(({ node }) => node)
    const key = nodes.map(numberOf).join()
    const place = places.get(key) ?? placeOf(nodes)
    places.set(key, place)
    return place
  }
}

function placeOf(nodes: readonly RowNode[]): Place {
  return {
    nodes,
    rows: nodes.flatMap(({ rows }, at) => rows.map(compiled => ({ compiled, at }))),
    isAwaited: nodes.some(({ descents }) => descents !== null),
    leadsOn: nodes.some(leadsOn),
    takesLists: nodes.some(takesLists),
    moves: movesOfMembers(nodes),
    numbered: movesByName(
      nodes.map(({ members }) => members),
      isNumber,
    ),
    elements: unknown(null),
  }
}

/**
 * By the name that rows name, by one that they take in any spelling, or as all others: alone where rows ask
 * what a name is, so that those that fail cost no more than being passed over.
 */
function movesOfMembers(nodes: readonly RowNode[]): Place['moves'] {
  const named = movesByName(nodes.map(({ members }) => members))
  const spelt = movesBySpelling(nodes.map(({ folded }) => folded))
  const others = unknown(null)
  const areApart = nodes.some(asksNames)
  if (spelt.size === 0 && !areApart) return member => named.get(member) ?? others
  return remembering((member, isRemembered) => {
    const known = named.get(member) ?? spelt.get(foldName(member))
    return known ?? (areApart && isRemembered ? unknown(member) : others)
  })
}

/** Do rows that read members of any name ask what it is? */
function asksNames(node: RowNode): boolean {
  return [node, node.any, node.others, node.deep].some(reader => {
    return reader?.rows.some(({ when, unless }) => [...when, ...unless].some(isOfName)) === true
  })
}

function isOfName({ of }: Condition): boolean {
  return of === 'name'
}

/** May a row count at a place of that name? Null: of several names. */
function mayCount({ when, unless }: CompiledRow, name: string | null): boolean {
  if (name === null) return true
  const isLacking = when.some(condition => isOfName(condition) && !condition.test(name))
  return !isLacking && !unless.some(condition => isOfName(condition) && condition.test(name))
}

function movesByName(
  members: readonly RowNode['members'][],
  counts: (name: string) => boolean = () => true,
): ReadonlyMap<string, Moves> {
  const names = members.flatMap(each => [...each.keys()].filter(counts))
  return new Map(names.map(name => [name, unknown(name)]))
}

function movesBySpelling(folded: readonly RowNode['folded'][]): ReadonlyMap<string, Moves> {
  return new Map(
    folded.flatMap(each => [...each.keys()]).map(spelling => [spelling, unknown(null)]),
  )
}

function isNumber(name: string): boolean {
  return /^\d+$/.test(name)
}

function unknown(name: string | null): Moves {
  return { name, ways: undefined }
}

/** Members lead somewhere from here. */
function leadsOn({ members, folded, any, others, deep, isDeep }: RowNode): boolean {
  if (members.size > 0 || folded.size > 0 || any !== null) return true
  return others !== null || deep !== null || isDeep
}

function takesLists({ any, others, isDeep, descents }: RowNode): boolean {
  const isByIndex = descents?.some(({ isNamed }) => !isNamed) ?? false
  return any !== null || others !== null || isDeep || isByIndex
}
