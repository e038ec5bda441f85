import type { PlatformEvent } from '../contract/event.ts'
import type { Match, OpenReading } from '../contract/tables.ts'
import type { CompiledRow, CompiledRows, NamedPointer, RowNode } from './compile-rows.ts'
import type { Condition } from './conditions.ts'
import type { Descent } from './descents.ts'
import { foldName } from './fold-name.ts'
import { namesOf, type OpenNames, readOpen } from './open-container.ts'
import { escapeToken } from './pointer.ts'
import { pointerOf, type Stars, valueAtTemplate } from './pointer-template.ts'
import { finding } from './rows.ts'
import { textOf } from './text-of.ts'
import { refuseType } from './wrong-type.ts'

/** A place of the table that the walk stands at. */
interface State {
  readonly node: RowNode
  /** Pointer of the place as it is reported; null: names alone led here, and the node knows it. */
  readonly path: string | null
  readonly stars: Stars | null
}

/** One walk over one event. */
interface Walk {
  readonly event: PlatformEvent
  readonly matches: Match[]
  /** Conditions of the whole event: 0 not asked yet, 1 holds, 2 does not. */
  readonly decided: Uint8Array
  /** Names that a path may hold though a `**` led over them: the table spells them out. */
  readonly names: ReadonlySet<string>
  /** What conditions say of a name, and what a name says: the elements of a list share their names. */
  readonly named: Map<Condition, Map<string, boolean>>
  readonly openNames: Map<CompiledRow, OpenNames>
}

/**
 * Reads a table of rows in one event, in one pass over its part of the document: what the table does
 * not name costs no more than being passed over.
 *
 * Empty values (null, `''`, blanks, booleans, objects, and 0 as an account id) are nobody's data and
 * give nothing.
 *
 * @throws `invalid`, `other_type`: rows lead on from a place at which something else stands than the
 *   list or the object that they need, and no row reads that
 */
export function pick(rows: CompiledRows, event: PlatformEvent): readonly Match[] {
  const { root, conditions, names } = rows
  const walk: Walk = {
    event,
    matches: [],
    decided: new Uint8Array(conditions),
    names,
    named: new Map(),
    openNames: new Map(),
  }
  visit(walk, withDeep([{ node: root, path: null, stars: null }]), event.data, '', false)
  return walk.matches
}

/** @param inList of the list's element `name` */
function visit(
  walk: Walk,
  states: readonly State[],
  value: unknown,
  name: string,
  inList: boolean,
): void {
  if (!isContainer(value)) {
    visitValue(walk, states, value, name, inList)
    return
  }
  const isList = Array.isArray(value)
  const names = Object.keys(value)
  if (names.length === 0) return
  let isRead = false
  for (const state of states) {
    for (const row of state.node.rows)
      isRead = addContainer(walk, state, row, name, value) || isRead
  }
  if (!states.some(({ node }) => leadsOn(node))) return
  if (isList && !isRead && !states.some(takesLists)) refuseUnread(walk, states, name, inList)
  for (const member of names) {
    const inside = (value as Record<string, unknown>)[member]
    const next = nextStates(walk, states, member, isList, isContainer(inside))
    if (next.length > 0) visit(walk, next, inside, member, isList)
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What is neither a list nor an object. Blanks and false say that there is nothing, as null does. */
function visitValue(
  walk: Walk,
  states: readonly State[],
  value: unknown,
  name: string,
  inList: boolean,
): void {
  const text = textOf(value)
  if (text === null && value !== true) return
  let isRead = false
  for (const state of states) {
    for (const row of state.node.rows) {
      isRead = addText(walk, state, row, name, text) || isRead
    }
  }
  if (!isRead) refuseUnread(walk, states, name, inList)
}

function leadsOn({ members, folded, any, others, deep, isDeep }: RowNode): boolean {
  if (members.size > 0 || folded.size > 0 || any !== null) return true
  return others !== null || deep !== null || isDeep
}

/** Elements of a list lead somewhere from here. */
function takesLists({ node: { any, others, isDeep, descents } }: State): boolean {
  const isByIndex = descents?.some(({ isNamed }) => !isNamed) ?? false
  return any !== null || others !== null || isDeep || isByIndex
}

/** No row reads what stands here: then it must not stand where a row leads on. */
function refuseUnread(walk: Walk, states: readonly State[], name: string, inList: boolean): void {
  for (const state of states) {
    const { descents, path } = state.node
    if (descents === null) continue
    const isMissed = (descent: Descent) =>
      (inList || !descent.inList) && counts(walk, state, descent, name)
    if (descents.some(isMissed)) refuseType(walk.event.path + (state.path ?? path))
  }
}

const nowhere: readonly State[] = []

/** Where a member leads from each of these places. */
function nextStates(
  walk: Walk,
  states: readonly State[],
  member: string,
  isList: boolean,
  leadsFurther: boolean,
): readonly State[] {
  let next: State[] | null = null
  for (const state of states) {
    const { node, path, stars } = state
    const named = node.members.get(member)
    const folded = node.folded.size === 0 || isList ? undefined : node.folded.get(foldName(member))
    if (named !== undefined) {
      const own = path === null ? null : `${path}/${escapeToken(member)}`
      next = put(next, { node: named, path: own, stars })
    }
    if (folded !== undefined) {
      const own = `${path ?? node.path}/${escapeToken(member)}`
      next = put(next, { node: folded, path: own, stars: bound(stars, member, true) })
    }
    const isOther = named === undefined && folded === undefined
    const others = isOther && !isExcluded(walk, node.others, member) ? node.others : null
    const at = path ?? node.path
    // Below a text there is nothing to look for.
    if (node.isDeep && (leadsFurther || node.rows.length > 0 || node.deep !== null)) {
      const passed = isList || walk.names.has(member) ? escapeToken(member) : '*'
      next = put(next, { node, path: `${at}/${passed}`, stars: deeper(stars, member) })
    }
    if (node.any === null && others === null) continue
    const own = `${at}/${isList ? member : '*'}`
    const star = bound(stars, member, false)
    if (node.any !== null) next = put(next, { node: node.any, path: own, stars: star })
    if (others !== null) next = put(next, { node: others, path: own, stars: star })
  }
  return next === null ? nowhere : withDeep(next)
}

/** No row of the node counts for this name, and none leads on: there is nothing to look at. */
function isExcluded(walk: Walk, node: RowNode | null, name: string): boolean {
  if (node === null || leadsOn(node)) return false
  return node.rows.every(({ unless }) =>
    unless.some(condition => condition.of === 'name' && holdsForName(walk, condition, name)),
  )
}

function put(states: State[] | null, state: State): State[] {
  if (states === null) return [state]
  states.push(state)
  return states
}

/** One more open token of the path, and what it stands for. */
function bound(before: Stars | null, member: string, isName: boolean): Stars {
  return { tokens: [member], isName, before }
}

/** One more token that a `**` stands for. */
function deeper(stars: Stars | null, member: string): Stars {
  const tokens = [...(stars?.tokens ?? []), member]
  return { tokens, isName: false, before: stars?.before ?? null }
}

/** The same places, and those behind a `**` that may stand for nothing. A place counts once. */
function withDeep(states: State[]): readonly State[] {
  for (let at = 0; at < states.length; at++) {
    const state = states[at]
    const deep = state?.node.deep
    if (state === undefined || deep == null || states.some(each => each.node === deep)) continue
    const path = state.path ?? state.node.path
    states.push({ node: deep, path, stars: { tokens: [], isName: false, before: state.stars } })
  }
  return states
}

/** Does the row read this list or object? */
function addContainer(
  walk: Walk,
  state: State,
  compiled: CompiledRow,
  name: string,
  value: object,
): boolean {
  const { row, open } = compiled
  if ((row.read !== 'whole' && open === null) || !counts(walk, state, compiled, name)) return false
  if (open !== null) addOpen(walk, state, compiled, open, name, value)
  else walk.matches.push(matchOf(walk, state, compiled, ''))
  return true
}

/** What stands in a container of which others choose the names, as if rows named each text in it. */
function addOpen(
  walk: Walk,
  state: State,
  compiled: CompiledRow,
  open: OpenReading,
  name: string,
  value: unknown,
): void {
  const { row, around, isChosen } = compiled
  const { path, person } = row
  const texts = readOpen(value, name, around, openNamesOf(walk, compiled, open), isChosen)
  if (texts.length === 0) return
  const at = matchOf(walk, state, compiled, '')
  for (const text of texts) {
    const own = text.isOwn ? finding(text.category) : { category: text.category }
    const found = { path, ...(person !== undefined && { person }), ...own }
    const region = text.category === 'phone' ? at.region : undefined
    walk.matches.push({ ...at, row: found, region, path: at.path + text.path, value: text.value })
  }
}

function openNamesOf({ openNames }: Walk, compiled: CompiledRow, open: OpenReading): OpenNames {
  const known = openNames.get(compiled)
  if (known !== undefined) return known
  const made = namesOf(open, compiled.row.category)
  openNames.set(compiled, made)
  return made
}

/** Does the row read this place? @param text null: nobody's data */
function addText(
  walk: Walk,
  state: State,
  compiled: CompiledRow,
  name: string,
  text: string | null,
): boolean {
  if (!counts(walk, state, compiled, name)) return false
  const { row, open } = compiled
  if (text === null) return true
  if (open !== null) {
    addOpen(walk, state, compiled, open, name, text)
    return true
  }
  const values = valuesIn(text, row.read)
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? ''
    if (row.category === 'account_id' && value === '0') continue
    const match = matchOf(walk, state, compiled, value)
    walk.matches.push(isApart(row) ? { ...match, person: `${match.person}/${index}` } : match)
  }
  return true
}

/** Each of the values in one text is somebody else. */
function isApart({ read, person }: Match['row']): boolean {
  return typeof read === 'object' && 'split' in read && read.apart === true && person !== null
}

/** As long as an address of the web. What is longer is no id within something: no expression sees it. */
const longestMatched = 2_048

function valuesIn(text: string, read: Match['row']['read']): readonly string[] {
  if (read === undefined || read === 'whole' || 'open' in read) return [text]
  if ('match' in read) {
    const found = text.length > longestMatched ? null : text.match(read.match)
    return [found?.[0] ?? text]
  }
  const parts = text.split(read.split).map(part => part.trim())
  return parts.filter(part => part !== '')
}

function matchOf(walk: Walk, state: State, compiled: CompiledRow, value: string): Match {
  const { row, person, region, within } = compiled
  const { event } = walk
  const own = state.path ?? state.node.path
  return {
    row,
    path: event.path === '' ? own : event.path + own,
    value,
    person: person === null ? null : pointerOf(person, state.stars),
    region: region === null ? undefined : regionOf(walk, region, state),
    within: within.length === 0 ? undefined : withinOf(walk, within, state),
  }
}

function regionOf({ event }: Walk, region: NamedPointer['at'], state: State): string | undefined {
  return textOf(valueAtTemplate(region, event.data, state.stars)) ?? undefined
}

function counts(
  walk: Walk,
  state: State,
  { when, unless }: Pick<CompiledRow, 'when' | 'unless'>,
  name: string,
): boolean {
  for (const condition of when) if (!holds(walk, state, condition, name)) return false
  for (const condition of unless) if (holds(walk, state, condition, name)) return false
  return true
}

function holds(walk: Walk, state: State, condition: Condition, name: string): boolean {
  const { index } = condition
  if (condition.of === 'name') return holdsForName(walk, condition, name)
  if (index < 0) return condition.test(askedOf(walk, state, condition))
  const { decided } = walk
  if (decided[index] === 0) {
    decided[index] = condition.test(askedOf(walk, state, condition)) ? 1 : 2
  }
  return decided[index] === 1
}

function holdsForName({ named }: Walk, condition: Condition, name: string): boolean {
  const answers = named.get(condition) ?? new Map<string, boolean>()
  named.set(condition, answers)
  const known = answers.get(name)
  if (known !== undefined) return known
  const answer = condition.test(name)
  answers.set(name, answer)
  return answer
}

function askedOf({ event }: Walk, state: State, { of }: Condition): unknown {
  if (typeof of === 'string') return event.type
  return valueAtTemplate(of, event.data, state.stars)
}

function withinOf(
  { event }: Walk,
  places: CompiledRow['within'],
  { stars }: State,
): Match['within'] {
  for (const names of places) {
    const found = names.flatMap(({ name, at }): readonly (readonly [string, string])[] => {
      const text = textOf(valueAtTemplate(at, event.data, stars))
      return text === null ? [] : [[name, text]]
    })
    if (found.length === names.length) return Object.fromEntries(found)
  }
  return undefined
}
