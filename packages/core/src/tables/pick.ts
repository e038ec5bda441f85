import type { PiiCategory } from '@conduit/privacy'
import type { PlatformEvent } from '../contract/event.ts'
import type { Match } from '../contract/tables.ts'
import type { CompiledRow, CompiledRows } from './compile-rows.ts'
import { askedText, type Condition } from './conditions.ts'
import { namesOf, readOpen } from './open-container.ts'
import { type OpenRow, openRow } from './open-row.ts'
import { nowhere, type PlacedRow, type Places } from './places.ts'
import {
  below,
  type PointerTemplate,
  pointerOf,
  type Stars,
  valueAtTemplate,
} from './pointer-template.ts'
import { remembering } from './remember.ts'
import { pathAt, type Stop, starsAt, stopAt } from './stop.ts'
import { textOf } from './text-of.ts'
import { refuseType } from './wrong-type.ts'

/** One walk over one event. */
interface Walk {
  readonly event: PlatformEvent
  readonly matches: Match[]
  /** Which conditions of the whole event hold, by their numbers, as far as they were asked. */
  readonly decided: (boolean | undefined)[]
  /** What stands where such conditions look, by the number of the pointer. */
  readonly looked: (string | null | undefined)[]
  /** What a condition of one stop saw last: other rows that read there mostly ask about the same. */
  last: {
    readonly stop: Stop
    readonly at: number
    readonly place: number
    readonly text: string | null
  } | null
  readonly places: Places
  /** Names that a path may hold though a `**` led over them: the table spells them out. */
  readonly names: ReadonlySet<string>
  /** Who was found last: what stands in one object is mostly of the same person. */
  someone: {
    readonly template: PointerTemplate
    readonly stars: Stars | null
    readonly at: string
  } | null
  /** Where something else stands than what rows lead on from; null: nowhere. */
  unread: string | null
}

/**
 * Reads a table of rows in one event, in one pass over its part of the document: what the table does
 * not name costs no more than being passed over.
 *
 * Empty values (null, `''`, blanks, booleans, objects, and 0 as an account id) are nobody's data and
 * give nothing.
 *
 * What stands where no row expects it is read as a container of which others choose the names: an object
 * or a list in the place of a text, a text or a list in the place of an object.
 *
 * @throws `invalid`, `other_type`: rows lead on from a place at which something else stands than the
 *   list or the object that they need, no row reads that, and it is where other people would stand, or
 *   nobody is found elsewhere
 */
export function pick(rows: CompiledRows, event: PlatformEvent): readonly Match[] {
  const { places, conditions, names } = rows
  const walk: Walk = {
    event,
    matches: [],
    decided: new Array(conditions.count),
    looked: new Array(conditions.places),
    last: null,
    someone: null,
    places,
    names,
    unread: null,
  }
  visit(walk, stopAt(places.start(), null, '', false), event.data)
  const { unread, matches } = walk
  if (unread !== null && !matches.some(({ row }) => row.identity !== undefined)) refuseType(unread)
  return matches
}

function visit(walk: Walk, stop: Stop, value: unknown): void {
  if (!isContainer(value)) {
    visitValue(walk, stop, value)
    return
  }
  if (Array.isArray(value)) {
    visitList(walk, stop, value)
    return
  }
  const names = Object.keys(value)
  if (names.length === 0 || !takesMembers(walk, stop, value)) return
  const { places } = walk
  const { to: place } = stop.move
  for (const member of names) {
    const ways = places.follow(place, member, false)
    if (ways === nowhere) continue
    const inside = (value as Record<string, unknown>)[member]
    if (inside === null || inside === '') continue
    const move = isContainer(inside) ? ways.holder : ways.text
    if (move !== null) visit(walk, stopAt(move, stop, member, false), inside)
  }
}

/** Most lists lead nowhere, and nothing is made of their elements' numbers. */
function visitList(walk: Walk, stop: Stop, value: readonly unknown[]): void {
  if (value.length === 0 || !takesMembers(walk, stop, value)) return
  const { to: place } = stop.move
  for (let index = 0; index < value.length; index++) {
    const inside = value[index]
    if (inside === null || inside === '') continue
    const member = String(index)
    const ways = walk.places.follow(place, member, true)
    const move = isContainer(inside) ? ways.holder : ways.text
    if (move !== null) visit(walk, stopAt(move, stop, member, true), inside)
  }
}

/** Reads a list or an object as rows say of it. Do its members lead on? */
function takesMembers(walk: Walk, stop: Stop, value: object): boolean {
  const { rows, leadsOn, takesLists } = stop.move.to
  const isRead = rows.length > 0 && addContainers(walk, stop, value)
  if (isRead) return leadsOn
  if (!leadsOn) addUnforeseen(walk, stop, value)
  else if (!takesLists && Array.isArray(value)) addUnread(walk, stop, value)
  return leadsOn
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** What is neither a list nor an object. Blanks and false say that there is nothing, as null does. */
function visitValue(walk: Walk, stop: Stop, value: unknown): void {
  const text = textOf(value)
  if (text === null && value !== true) return
  let isRead = false
  for (const placed of stop.move.to.rows) {
    isRead = addText(walk, stop, placed, text) || isRead
  }
  if (!isRead) addUnread(walk, stop, value)
}

/** No row reads what stands here: then it should not stand where a row leads on. */
function addUnread(walk: Walk, stop: Stop, value: unknown): void {
  const { member, inList } = stop
  const { isAwaited, nodes } = stop.move.to
  if (!isAwaited) return
  let place: string | null = null
  for (const [at, { descents }] of nodes.entries()) {
    for (const descent of descents ?? []) {
      if ((descent.inList && !inList) || !counts(walk, stop, at, descent)) continue
      place ??= walk.event.path + pathAt(stop, at, walk.names)
      if (descent.toOthers) refuseType(place)
    }
  }
  if (place === null) return
  walk.unread ??= place
  for (const text of readOpen(value, member, '', namesOfNobody('free_text'))) {
    const { category } = text
    const path = place + text.path
    walk.matches.push({ row: { path, category }, path, value: text.value, person: null })
  }
}

/** Does a row read this list or object? */
function addContainers(walk: Walk, stop: Stop, value: object): boolean {
  let isRead = false
  for (const placed of stop.move.to.rows) {
    isRead = addContainer(walk, stop, placed, value) || isRead
  }
  return isRead
}

function addContainer(walk: Walk, stop: Stop, placed: PlacedRow, value: object): boolean {
  const { at, compiled } = placed
  const { row, open } = compiled
  if ((row.read !== 'whole' && open === null) || !counts(walk, stop, at, compiled)) return false
  if (open !== null) addOpen(walk, stop, placed, open, value)
  else walk.matches.push(matchOf(walk, stop, placed, ''))
  return true
}

const namesOfNobody = remembering(category => namesOf({}, category as PiiCategory))
const namesOfOwner = remembering(category => namesOf({ finds: true }, category as PiiCategory))

/** A list or an object where rows expect a text, and none leads on. A list of texts is several of them. */
function addUnforeseen(walk: Walk, stop: Stop, value: object): void {
  const texts = Array.isArray(value) && !value.some(isContainer) ? value : null
  for (const placed of stop.move.to.rows) {
    const { at, compiled } = placed
    if (!counts(walk, stop, at, compiled)) continue
    const { row } = compiled
    const names = row.identity === undefined ? namesOfNobody : namesOfOwner
    if (texts !== null) addTexts(walk, stop, placed, texts)
    else addOpen(walk, stop, placed, openRow(row, names(otherIn(row.category))), value)
  }
}

/** Of several identifiers nothing tells that they are of one person: each is one by itself. */
function addTexts(walk: Walk, stop: Stop, placed: PlacedRow, values: readonly unknown[]): void {
  const { at, compiled } = placed
  const { row, person, place } = compiled
  const areApart = values.length > 1 && row.identity !== undefined && person !== null
  const path = pathAt(stop, at, walk.names)
  for (const [index, value] of values.entries()) {
    const own = areApart ? { ...compiled, person: below(place, String(index)) } : compiled
    addText(walk, stop, { at, compiled: own }, textOf(value), `${path}/${index}`)
  }
}

/** What a text in a container is of which nothing is known: an address is told by its form or its name. */
function otherIn(category: PiiCategory): PiiCategory {
  const isTold = category === 'email' || category === 'phone' || category === 'account_id'
  return isTold ? 'free_text' : category
}

/**
 * What stands in a container of which others choose the names, as if rows named each text in it.
 * @param path of the container; default: the stop's
 */
function addOpen(
  walk: Walk,
  stop: Stop,
  placed: PlacedRow,
  { names, rowOf }: OpenRow,
  value: unknown,
  path?: string,
): void {
  const { compiled } = placed
  const texts = readOpen(value, stop.member, compiled.around, names, compiled.isChosen)
  if (texts.length === 0) return
  const { path: around, person, region, within } = matchOf(walk, stop, placed, '', path)
  for (const text of texts) {
    walk.matches.push({
      row: rowOf(text),
      path: around + text.path,
      value: text.value,
      person,
      region: text.category === 'phone' ? region : undefined,
      within,
    })
  }
}

/**
 * Does the row read this place?
 * @param text null: nobody's data
 * @param path of the text; default: the stop's
 */
function addText(
  walk: Walk,
  stop: Stop,
  placed: PlacedRow,
  text: string | null,
  path?: string,
): boolean {
  const { at, compiled } = placed
  const { row, open } = compiled
  if (!counts(walk, stop, at, compiled)) return false
  if (text === null) return true
  if (open !== null) {
    addOpen(walk, stop, placed, open, text, path)
    return true
  }
  if (row.read === undefined) {
    if (!isNobodysId(row, text)) walk.matches.push(matchOf(walk, stop, placed, text, path))
    return true
  }
  for (const [index, value] of valuesIn(text, row.read).entries()) {
    if (isNobodysId(row, value)) continue
    const match = matchOf(walk, stop, placed, value, path)
    walk.matches.push(isApart(row) ? { ...match, person: `${match.person}/${index}` } : match)
  }
  return true
}

function isNobodysId({ category }: Match['row'], value: string): boolean {
  return value === '0' && category === 'account_id'
}

/** Each of the values in one text is somebody else. */
function isApart({ read, person }: Match['row']): boolean {
  return typeof read === 'object' && 'split' in read && read.apart === true && person !== null
}

/** As long as an address of the web. What is longer is no id within something: no expression sees it. */
const longestMatched = 2_048

function valuesIn(text: string, read: Match['row']['read'] & {}): readonly string[] {
  if (read === 'whole' || 'open' in read) return [text]
  if ('match' in read) {
    const found = text.length > longestMatched ? null : text.match(read.match)
    return [found?.[0] ?? text]
  }
  const parts = text.split(read.split).map(part => part.trim())
  return parts.filter(part => part !== '')
}

function matchOf(
  walk: Walk,
  stop: Stop,
  { at, compiled }: PlacedRow,
  value: string,
  path = pathAt(stop, at, walk.names),
): Match {
  const { event } = walk
  const { row, person, region, within } = compiled
  return {
    row,
    path: event.path === '' ? path : event.path + path,
    value,
    person: person === null ? null : personAt(walk, stop, at, person),
    region: region === null ? undefined : regionAt(walk, stop, at, region),
    within: within.length === 0 ? undefined : withinAt(walk, stop, at, within),
  }
}

function personAt(walk: Walk, stop: Stop, at: number, person: PointerTemplate): string {
  if (!person.isOpen) return person.pointer
  const stars = starsAt(stop, at)
  const { someone } = walk
  if (someone?.stars === stars && someone.template === person) return someone.at
  const made = pointerOf(person, stars)
  walk.someone = { template: person, stars, at: made }
  return made
}

function regionAt(walk: Walk, stop: Stop, at: number, region: PointerTemplate): string | undefined {
  return textOf(valueIn(walk, stop, at, region)) ?? undefined
}

/** The value at a pointer into the event's part, in which open tokens are what the path's own stood for. */
function valueIn({ event }: Walk, stop: Stop, at: number, template: PointerTemplate): unknown {
  return valueAtTemplate(template, event.data, template.isOpen ? starsAt(stop, at) : null)
}

function counts(
  walk: Walk,
  stop: Stop,
  at: number,
  { when, unless }: Pick<CompiledRow, 'when' | 'unless'>,
): boolean {
  for (const condition of when) if (!holds(walk, stop, at, condition)) return false
  for (const condition of unless) if (holds(walk, stop, at, condition)) return false
  return true
}

function holds(walk: Walk, stop: Stop, at: number, condition: Condition): boolean {
  const { of, index, test } = condition
  if (of === 'name') return test(stop.member)
  if (index < 0) return test(seenAt(walk, stop, at, condition))
  const known = walk.decided[index]
  if (known !== undefined) return known
  const decided = test(lookedAt(walk, stop, at, condition))
  walk.decided[index] = decided
  return decided
}

/** What a condition of the whole event asks about. Many ask about the same. */
function lookedAt(walk: Walk, stop: Stop, at: number, { of, place }: Condition): string | null {
  const known = walk.looked[place]
  if (known !== undefined) return known
  const text = askedText(askedOf(walk, stop, at, of))
  walk.looked[place] = text
  return text
}

/** What a condition asks about that each stop answers for itself. */
function seenAt(walk: Walk, stop: Stop, at: number, { of, place }: Condition): string | null {
  const { last } = walk
  if (last?.stop === stop && last.at === at && last.place === place) return last.text
  const text = askedText(askedOf(walk, stop, at, of))
  walk.last = { stop, at, place, text }
  return text
}

function askedOf(walk: Walk, stop: Stop, at: number, of: Condition['of']): unknown {
  return typeof of === 'string' ? walk.event.type : valueIn(walk, stop, at, of)
}

function withinAt(
  walk: Walk,
  stop: Stop,
  at: number,
  places: CompiledRow['within'],
): Match['within'] {
  for (const names of places) {
    const found = names.flatMap(({ name, at: place }): readonly (readonly [string, string])[] => {
      const text = textOf(valueIn(walk, stop, at, place))
      return text === null ? [] : [[name, text]]
    })
    if (found.length === names.length) return Object.fromEntries(found)
  }
  return undefined
}
