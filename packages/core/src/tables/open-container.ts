import type { PiiCategory } from '@conduit/privacy'
import type { OpenReading } from '../contract/tables.ts'
import { categoryOfName, mayBeOwn, type NamedCategory } from './category-of-name.ts'
import { foldName } from './fold-name.ts'
import { hasShape } from './shape.ts'
import { textOf } from './text-of.ts'

/** A text that was found in a container whose names others choose. */
export interface OpenText {
  /** Pointer below the container; a name that only the data knows is written `*`. */
  readonly path: string
  readonly value: string
  readonly category: PiiCategory
  /** It is an address or a number of the person whom the record is about. */
  readonly isOwn: boolean
}

/** Members that name the value beside them, folded, the surest first: `{ key, value }`, `{ label, answer }`. */
const keyNames: readonly string[] = [
  ...['key', 'name', 'label', 'title', 'question', 'heading', 'field', 'displaykey'],
  ...['property', 'attribute', 'definitionname', 'tag'],
]

/** Members that such a name speaks of, folded. */
const valueNames: ReadonlySet<string> = new Set([
  ...['value', 'values', 'val', 'rawvalue', 'displayvalue', 'stringvalue', 'textvalue'],
  ...['datevalue', 'answer', 'answers', 'response', 'content', 'text', 'simpletext'],
])

/** How names of a container are taken: see `namesOf`. */
export interface OpenNames {
  readonly open: OpenReading
  /** Category of a text of which neither name nor form tells anything. */
  readonly other: PiiCategory
  of(name: string, around: string): OpenName
}

/** What is known of a text by its name. */
interface OpenName {
  /** Nothing at the name, or below it, is looked at. */
  readonly isSkipped: boolean
  /** Somebody who writes gave it. */
  readonly isTyped: boolean
  readonly named: NamedCategory | null
}

/** Prepares the reading of containers of a row, for one event: its names are worked out once each. */
export function namesOf(open: OpenReading, other: PiiCategory): OpenNames {
  const known = new Map<string, Map<string, OpenName>>()
  return {
    open,
    other,
    of(name, around) {
      const there = known.get(around) ?? new Map<string, OpenName>()
      if (there.size === 0) known.set(around, there)
      const before = there.get(name)
      if (before !== undefined) return before
      const made = {
        isSkipped: open.skip?.test(name) ?? false,
        isTyped: open.typed?.test(name) ?? false,
        named: categoryOfName(name, around),
      }
      there.set(name, made)
      return made
    },
  }
}

/** Of one container; what lies deeper is passed over by the limit of decoding. */
interface Walk {
  readonly names: OpenNames
  readonly found: OpenText[]
}

const nothing: readonly OpenText[] = []

/**
 * Personal data in a container of which others choose the names: custom fields, properties, answers.
 * At any depth a text is what its name says, else what its form says, else what the row says. In
 * `{ key, value }` and its like the name is what stands in `key`.
 *
 * Linear in the container. Names are data and stand in no path.
 *
 * @param name of the container itself, for a text that stands in its place
 * @param around name of what the container stands in
 * @param isChosen the container's own name is one that others choose
 */
export function readOpen(
  value: unknown,
  name: string,
  around: string,
  names: OpenNames,
  isChosen = false,
): readonly OpenText[] {
  const { isSkipped, isTyped } = names.of(name, around)
  if (isSkipped) return nothing
  if (typeof value !== 'object' || value === null) {
    const found = readText(names, value, name, around, isTyped, false)
    return found === null ? nothing : [{ path: '', ...found }]
  }
  const walk: Walk = { names, found: [] }
  const isListed = isChosen && !mayBeOwn(name)
  visit(walk, value, { name, around, path: '', isTyped, inList: false, isListed })
  return walk.found
}

interface Place {
  readonly name: string
  readonly around: string
  readonly path: string
  /** Somebody who writes gave the name, or one above it. */
  readonly isTyped: boolean
  /** It is an element of a list. */
  readonly inList: boolean
  /** It is of one of several, who may be several people, or of what may be somebody else. */
  readonly isListed: boolean
}

function visit(walk: Walk, value: unknown, place: Place): void {
  if (typeof value !== 'object' || value === null) {
    addText(walk, value, place)
    return
  }
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) {
      visit(walk, each, { ...place, path: `${place.path}/${index}`, inList: true })
    }
    return
  }
  visitObject(walk, value as Readonly<Record<string, unknown>>, place)
}

function visitObject(walk: Walk, members: Readonly<Record<string, unknown>>, place: Place): void {
  const { name, path } = place
  const { names } = walk
  const key = keyOf(members)
  // A list of names with their values speaks of one.
  const isListed = place.isListed || (place.inList && key === null)
  const own = key === null ? null : String(members[key])
  if (own !== null && names.of(own, name).isSkipped) return
  for (const member of Object.keys(members)) {
    if (names.of(member, name).isSkipped) continue
    if (member === key) {
      addShaped(walk, members[member], `${path}/*`)
      continue
    }
    const title = valueNames.has(foldName(member)) ? (own ?? titleOf(names, name, member)) : member
    const inside = members[member]
    const isHolder = typeof inside === 'object' && inside !== null
    visit(walk, inside, {
      name: title,
      around: name,
      path: `${path}/*`,
      isTyped: place.isTyped || names.of(title, name).isTyped,
      inList: false,
      isListed: isListed || (isHolder && !mayBeOwn(title)),
    })
  }
}

/** `{ email: { value } }`: the value is what its container's name says, where that says something. */
function titleOf(names: OpenNames, name: string, member: string): string {
  return names.of(name, '').named === null ? member : name
}

/** The member that names the value beside it; null: there is none. */
function keyOf(members: Readonly<Record<string, unknown>>): string | null {
  const names = Object.keys(members)
  const folded = names.map(foldName)
  if (!folded.some(name => valueNames.has(name))) return null
  const isValue = (name: string, key: string) => name !== key && valueNames.has(name)
  for (const each of keyNames) {
    const at = folded.indexOf(each)
    const key = names[at]
    if (key === undefined || typeof members[key] !== 'string') continue
    if (folded.some(name => isValue(name, each))) return key
  }
  return null
}

function addText({ names, found }: Walk, value: unknown, place: Place): void {
  const { name, around, path, isTyped, inList, isListed } = place
  const text = readText(names, value, name, around, isTyped, inList || isListed)
  if (text !== null) found.push({ path, ...text })
}

/** @param isOneOfMany it is of one of several people, who are not the record's */
function readText(
  names: OpenNames,
  value: unknown,
  name: string,
  around: string,
  isTyped: boolean,
  isOneOfMany: boolean,
): Omit<OpenText, 'path'> | null {
  const text = textOf(value)
  if (text === null) return null
  const { named } = names.of(name, around)
  const category = shapeOf(text) ?? named?.category ?? null
  if (category !== null) {
    return { value: text, category, isOwn: !isOneOfMany && isOwn(names.open, category, named) }
  }
  // A number that nothing speaks of is a count or a price.
  const counts = (names.open.others !== false || isTyped) && typeof value === 'string'
  return counts ? { value: text, category: names.other, isOwn: false } : null
}

function addShaped({ found }: Walk, value: unknown, path: string): void {
  const text = textOf(value)
  const category = text === null ? null : shapeOf(text)
  if (text === null || category === null) return
  found.push({ path, value: text, category, isOwn: false })
}

function shapeOf(text: string): PiiCategory | null {
  if (hasShape(text, 'email')) return 'email'
  return hasShape(text, 'phone') ? 'phone' : null
}

/** Somebody is found only by what the name says, and where nothing speaks of somebody else. */
function isOwn(open: OpenReading, category: PiiCategory, named: NamedCategory | null): boolean {
  if (open.finds !== true || named === null || !named.isOwn) return false
  return named.category === category && (category === 'email' || category === 'phone')
}
