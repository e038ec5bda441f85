import type { PiiCategory } from '@conduit/privacy'
import type { OpenReading } from '../contract/tables.ts'
import { categoryBeside, mayBeOwn, type NamedCategory, personIn } from './category-of-name.ts'
import { foldName } from './fold-name.ts'
import { remembering } from './remember.ts'
import { hasShape, holdsAddress } from './shape.ts'
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
  /** What names tell in something of this name. */
  in(around: string): (name: string) => OpenName
}

/** A name, and what is known of what stands under it. */
interface OpenName {
  readonly name: string
  readonly folded: string
  /** It is an index, an id, or a telephone number: others may stand beside it. */
  readonly isNumber: boolean
  /** It speaks of the value of what is named beside it. */
  readonly isValue: boolean
  /** Nothing at the name, or below it, is looked at. */
  readonly isSkipped: boolean
  /** Somebody who writes gave it. */
  readonly isTyped: boolean
  readonly named: NamedCategory | null
  /** The name is itself an address or a number, as in `{ 'jane@example.com': 'bounced' }`. */
  readonly shape: PiiCategory | null
}

/** Prepares the reading of containers of a row. */
export function namesOf(open: OpenReading, other: PiiCategory): OpenNames {
  const beside = (isOwn: boolean | null) =>
    remembering((name): OpenName => {
      const folded = foldName(name)
      return {
        name,
        folded,
        isNumber: /^\d+$/.test(folded),
        isValue: valueNames.has(folded),
        isSkipped: open.skip?.test(name) ?? false,
        isTyped: open.typed?.test(name) ?? false,
        named: categoryBeside(name, isOwn),
        shape: shapeOf(name),
      }
    })
  const [besideOwn, besideOthers, besideNobody] = [beside(true), beside(false), beside(null)]
  const inside = (around: string) => {
    if (around === '') return besideNobody
    const isOwn = personOf(around)
    return isOwn === null ? besideNobody : isOwn ? besideOwn : besideOthers
  }
  return { open, other, in: inside }
}

const personOf = remembering(personIn)
const isOfOwner = remembering(mayBeOwn)

/** Of one container; what lies deeper is passed over by the limit of decoding. */
interface Walk {
  readonly names: OpenNames
  readonly found: OpenText[]
}

const nothing: readonly OpenText[] = []

/**
 * Personal data in a container of which others choose the names: custom fields, properties, answers.
 * At any depth a text is what its form says, else what its name says, else what the row says; where the
 * row passes others over, one that an address stands in is not. In `{ key, value }` and its like the name
 * is what stands in `key`. A name that is itself an address is found as well.
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
  const told = names.in(around)(name)
  if (told.isSkipped) return nothing
  const walk: Walk = { names, found: [] }
  addName(walk, told, '')
  const isListed = isHolder(value) && isChosen && !isOfOwner(name)
  const inList = isChosen && told.isNumber
  visit(walk, value, { told, path: '', isTyped: told.isTyped, inList, isListed })
  return walk.found
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

interface Place {
  /** What speaks of it. */
  readonly told: OpenName
  readonly path: string
  /** Somebody who writes gave the name, or one above it. */
  readonly isTyped: boolean
  /** It is an element of a list, or of what is one: of an object whose names are numbers. */
  readonly inList: boolean
  /** It is of one of several, who may be several people, or of what may be somebody else. */
  readonly isListed: boolean
}

function visit(walk: Walk, value: unknown, place: Place): void {
  if (!isHolder(value)) {
    addText(walk, value, place)
    return
  }
  if (!Array.isArray(value)) {
    visitObject(walk, value as Readonly<Record<string, unknown>>, place)
    return
  }
  const { told, isTyped, isListed } = place
  for (const [index, each] of value.entries()) {
    const path = `${place.path}/${index}`
    visit(walk, each, { told, path, isTyped, inList: true, isListed })
  }
}

function visitObject(walk: Walk, members: Readonly<Record<string, unknown>>, place: Place): void {
  const { name } = place.told
  const tell = walk.names.in(name)
  const all = Object.keys(members).map(tell)
  const key = keyOf(members, all)
  // A list of names with their values speaks of one.
  const isListed = place.isListed || (place.inList && key === null)
  const own = key === null ? null : tell(String(members[key]))
  if (own?.isSkipped === true) return
  const path = `${place.path}/*`
  for (const byMember of all) {
    if (byMember.isSkipped) continue
    const inside = members[byMember.name]
    if (byMember.name === key) {
      addKey(walk, inside, byMember, path)
      continue
    }
    addName(walk, byMember, path)
    const told = byMember.isValue ? titleOf(place, own, byMember) : byMember
    visit(walk, inside, {
      told,
      path,
      isTyped: place.isTyped || told.isTyped,
      inList: byMember.isNumber,
      isListed: isListed || (isHolder(inside) && !isOfOwner(told.name)),
    })
  }
}

/**
 * What speaks of a value: the name beside it, else its container's, where that says something, as of
 * `{ email: { value } }`.
 */
function titleOf(place: Place, own: OpenName | null, byMember: OpenName): OpenName {
  if (own !== null) return own
  return place.told.named === null ? byMember : place.told
}

/** The member that names the value beside it; null: there is none. */
function keyOf(
  members: Readonly<Record<string, unknown>>,
  names: readonly OpenName[],
): string | null {
  if (!names.some(({ isValue }) => isValue)) return null
  for (const each of keyNames) {
    const key = names.find(({ folded }) => folded === each)?.name
    if (key === undefined || typeof members[key] !== 'string') continue
    if (names.some(({ isValue, folded }) => isValue && folded !== each)) return key
  }
  return null
}

function addText({ names, found }: Walk, value: unknown, place: Place): void {
  const { told, path, isTyped, inList, isListed } = place
  const text = textOf(value)
  if (text === null) return
  const category = shapeOf(text) ?? told.named?.category ?? null
  if (category !== null) {
    const isOwnHere = !inList && !isListed && isOwn(names.open, category, told.named)
    found.push({ path, value: text, category, isOwn: isOwnHere })
    return
  }
  // A number that nothing speaks of is a count or a price.
  if (typeof value !== 'string') return
  const counts = names.open.others !== false || isTyped
  if (counts) found.push({ path, value: text, category: names.other, isOwn: false })
  else if (holdsAddress(text)) found.push({ path, value: text, category: 'email', isOwn: false })
}

/** Somebody may be named where a name stands: by an address that is a key. */
function addName({ found }: Walk, { name, shape }: OpenName, path: string): void {
  if (shape !== null) found.push({ path, value: name, category: shape, isOwn: false })
}

/** What names the value beside it; in a reference, `{ value, name }`, it is what people call the object. */
function addKey({ names, found }: Walk, value: unknown, told: OpenName, path: string): void {
  const text = textOf(value)
  if (text === null) return
  const category = shapeOf(text) ?? (told.isTyped ? names.other : null)
  if (category !== null) found.push({ path, value: text, category, isOwn: false })
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
