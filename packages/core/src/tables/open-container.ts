import type { PiiCategory } from '@conduit/privacy'
import type { OpenReading } from '../contract/tables.ts'
import type { categoryOfName, NamedCategory } from './category-of-name.ts'
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

/** Of one container; what lies deeper is passed over by the limit of decoding. */
interface Walk {
  readonly open: OpenReading
  readonly other: PiiCategory
  readonly categoryOf: typeof categoryOfName
  readonly found: OpenText[]
}

/**
 * Personal data in a container of which others choose the names: custom fields, properties, answers.
 * At any depth a text is what its name says, else what its form says, else what the row says. In
 * `{ key, value }` and its like the name is what stands in `key`.
 *
 * Linear in the container. Names are data and stand in no path.
 *
 * @param names of the container itself, for a text that stands in its place, and of what it stands in
 * @param other category of a text of which neither name nor form tells anything
 * @param categoryOf what names say
 */
export function readOpen(
  value: unknown,
  names: Pick<Place, 'name' | 'around'>,
  open: OpenReading,
  other: PiiCategory,
  categoryOf: typeof categoryOfName,
): readonly OpenText[] {
  const walk: Walk = { open, other, categoryOf, found: [] }
  const isNameTyped = isTyped(open, names.name)
  const place = { ...names, path: '', isTyped: isNameTyped, inList: false, isListed: false }
  if (!isSkipped(open, names.name)) visit(walk, value, place)
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
  /** It is of one of several, who may be several people. */
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

function visitObject(
  walk: Walk,
  members: Readonly<Record<string, unknown>>,
  { name, path, isTyped: isInTyped, ...place }: Place,
): void {
  const key = keyOf(members)
  // A list of names with their values speaks of one.
  const isListed = place.isListed || (place.inList && key === null)
  const own = key === null ? null : String(members[key])
  if (own !== null && isSkipped(walk.open, own)) return
  for (const member of Object.keys(members)) {
    if (isSkipped(walk.open, member)) continue
    const title = valueNames.has(foldName(member)) ? (own ?? titleOf(walk, name, member)) : member
    const next = {
      name: title,
      around: name,
      path: `${path}/*`,
      isTyped: isInTyped || isTyped(walk.open, title),
      inList: false,
      isListed,
    }
    if (member === key) addShaped(walk, members[member], next.path)
    else visit(walk, members[member], next)
  }
}

/** `{ email: { value } }`: the value is what its container's name says, where that says something. */
function titleOf({ categoryOf }: Walk, name: string, member: string): string {
  return categoryOf(name) === null ? member : name
}

/** The member that names the value beside it; null: there is none. */
function keyOf(members: Readonly<Record<string, unknown>>): string | null {
  const names = Object.keys(members)
  const folded = names.map(foldName)
  const isValue = (name: string, key: string) => name !== key && valueNames.has(name)
  for (const each of keyNames) {
    const at = folded.indexOf(each)
    const key = names[at]
    if (key === undefined || typeof members[key] !== 'string') continue
    if (folded.some(name => isValue(name, each))) return key
  }
  return null
}

function isSkipped({ skip }: OpenReading, name: string): boolean {
  return skip?.test(name) ?? false
}

function isTyped({ typed }: OpenReading, name: string): boolean {
  return typed?.test(name) ?? false
}

function addText(
  { open, other, categoryOf, found }: Walk,
  value: unknown,
  { name, around, path, isTyped: isInTyped, inList, isListed }: Place,
): void {
  const text = textOf(value)
  if (text === null) return
  const named = categoryOf(name, around)
  const category = shapeOf(text) ?? named?.category ?? null
  if (category !== null) {
    const isOneOfMany = inList || isListed
    found.push({ path, value: text, category, isOwn: !isOneOfMany && isOwn(open, category, named) })
    return
  }
  // A number that nothing speaks of is a count or a price.
  if ((open.others !== false || isInTyped) && typeof value === 'string') {
    found.push({ path, value: text, category: other, isOwn: false })
  }
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
