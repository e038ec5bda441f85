import { accountId, email, type PiiRow, phone } from '@conduit/core'

/** One token of a path, taken apart. */
export type Segment =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'any' }
  | { readonly kind: 'others' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'folded'; readonly name: string }

/** A pointer that begins as the row's path does, and goes on by names. */
export interface PlainPointer {
  /** So many tokens are the path's own. */
  readonly shared: number
  readonly rest: readonly string[]
}

/** What is asked of an event. */
export interface PlainCondition {
  readonly of: 'type' | 'name' | PlainPointer
  readonly fits: readonly string[] | { readonly shape: 'email' | 'phone' }
}

/** A row of a table, taken apart. */
export interface PlainRow {
  /** Settings have added it: only `*` has a meaning in what is written. */
  readonly isOwn: boolean
  readonly path: readonly Segment[]
  readonly finds: 'nobody' | 'email' | 'phone' | 'account'
  /** So many tokens of the path are the person; undefined: the event's one person. */
  readonly person: number | null | undefined
  readonly read: PiiRow['read']
  readonly region: PlainPointer | undefined
  readonly within: readonly { readonly [name: string]: PlainPointer }[]
  readonly when: readonly PlainCondition[]
  readonly unless: readonly PlainCondition[]
}

/** What a row found; the row by its place in the table. */
export interface PlainMatch {
  readonly row: number
  readonly path: string
  readonly value: string
  readonly person: string | null
  readonly region: string | undefined
  readonly within: { readonly [name: string]: string } | undefined
}

/** An event, as far as rows look at it. */
export interface PlainEvent {
  readonly type: string
  readonly path: string
  readonly data: unknown
}

/** One value of a document, and the names that lead to it. */
interface Place {
  readonly names: readonly string[]
  /** For each name: is it that of a list's element? */
  readonly inList: readonly boolean[]
  readonly value: unknown
}

/** The tokens that any rows have behind others; for `*others`. */
type Siblings = ReadonlyMap<string, readonly Segment[]>

/** What each token of a path stands for at a place. */
type Way = readonly (readonly string[])[]

/**
 * Reads a table the plain way: each row is held against each value of the document. Of several ways in
 * which a path can lead to a place, the one counts whose first `**` is the shortest.
 */
export function plainPick(rows: readonly PlainRow[], event: PlainEvent): readonly PlainMatch[] {
  const places = placesOf(event.data, [], [])
  const siblings = siblingsOf(rows.flatMap(row => choicesOf(row.path)))
  const spelt = new Set(rows.filter(({ isOwn }) => !isOwn).flatMap(namesOf))
  return rows.flatMap((row, index) =>
    choicesOf(row.path).flatMap(path =>
      places.flatMap(place => {
        const way = wayTo(path, 0, place, 0, siblings)
        if (way === null) return []
        const found = { row, path, place, way, event }
        return isListOfTexts(found, rows, siblings)
          ? textsOf(found, index, spelt)
          : matchesAt(found, index, spelt)
      }),
    ),
  )
}

/** A list of texts where a text is expected, that nothing else reads or leads on from. */
function isListOfTexts(
  { place, event }: Found,
  rows: readonly PlainRow[],
  siblings: Siblings,
): boolean {
  if (!Array.isArray(place.value)) return false
  if (place.value.some(each => typeof each === 'object' && each !== null)) return false
  return !passingAt(place, rows, event, siblings).some(found => {
    const { row, path, before } = found
    if (before.length < path.length || before.at(-1)?.kind === 'deep') return true
    return row.read === 'whole' && counts(found)
  })
}

/** Each of the texts; of several that identify, each is somebody else. */
function textsOf(found: Found, row: number, spelt: ReadonlySet<string>): readonly PlainMatch[] {
  const values: readonly unknown[] = Array.isArray(found.place.value) ? found.place.value : []
  if (!counts(found)) return []
  const isApart = values.length > 1 && found.row.finds !== 'nobody'
  const at = found.way
    .flat()
    .map(name => `/${escaped(name)}`)
    .join('')
  const counted = { ...found, row: { ...found.row, when: [], unless: [] } }
  return values.flatMap((value, index) =>
    matchesAt({ ...counted, place: { ...found.place, value } }, row, spelt).map(match => ({
      ...match,
      path: `${match.path}/${index}`,
      person: isApart && match.person !== null ? `${at}/${index}` : match.person,
    })),
  )
}

function namesOf({ path }: PlainRow): readonly string[] {
  return path.flatMap(segment => (segment.kind === 'names' ? segment.names : []))
}

/**
 * Does something stand where rows lead on that they cannot lead on from, and that none of them reads, and
 * is it where other people would stand, or is nobody found elsewhere?
 */
export function plainRefuses(rows: readonly PlainRow[], event: PlainEvent): boolean {
  const isSomebody = plainPick(rows, event).some(({ row }) => rows[row]?.finds !== 'nobody')
  return plainlyMissed(rows, event).some(({ row: { person }, before }) => {
    const isOfOthers = typeof person === 'number' && person > 0 && before.length <= person
    return isOfOthers || !isSomebody
  })
}

/** What rows would lead on from, and cannot. */
function plainlyMissed(rows: readonly PlainRow[], event: PlainEvent): readonly Passing[] {
  const siblings = siblingsOf(rows.flatMap(row => choicesOf(row.path)))
  return placesOf(event.data, [], []).flatMap(place => {
    const all = saysNothing(place.value) ? [] : passingAt(place, rows, event, siblings)
    return all.some(isTaken) ? [] : all.filter(isMissed)
  })
}

/** All rows at a place that beginnings of their paths lead to. */
function passingAt(
  place: Place,
  rows: readonly PlainRow[],
  event: PlainEvent,
  siblings: Siblings,
): readonly Passing[] {
  const choices = rows.flatMap(row => choicesOf(row.path).map(path => ({ row, path })))
  return choices.flatMap(({ row, path }) =>
    [...path.keys(), path.length].flatMap((length): readonly Passing[] => {
      const before = path.slice(0, length)
      const way = wayTo(before, 0, place, 0, siblings)
      return way === null ? [] : [{ row, path, before, way, place, event }]
    }),
  )
}

/** There is nothing, or an object: that is where any row can lead on. */
function saysNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'string') return value.trim() === ''
  return typeof value === 'object' || value === false
}

/** It reads what stands there, or elements of the list that stands there. */
function isTaken(found: Passing): boolean {
  const { row, path, before, place } = found
  const isList = Array.isArray(place.value)
  const isThere = before.length === path.length
  if (isThere && (!isList || row.read === 'whole') && counts(found)) return true
  return isList && (before.at(-1)?.kind === 'deep' || takesElements(found))
}

/** A row at a place that the beginning of its path leads to. */
interface Passing extends Found {
  readonly before: readonly Segment[]
}

const isOpen = ({ kind }: Segment) => kind === 'deep' || kind === 'folded'

function takesElements({ path, before }: Passing): boolean {
  const next = path[before.length]
  if (next?.kind === 'names') return !before.some(isOpen) && /^\d+$/.test(next.names.join(''))
  return next !== undefined && next.kind !== 'folded'
}

function isMissed(found: Passing): boolean {
  const { row, path, before, place } = found
  if (before.length === path.length || path.slice(0, before.length + 1).some(isOpen)) return false
  const isStar = ['any', 'others'].includes(before.at(-1)?.kind ?? '')
  if (isStar && place.inList.at(-1) === false) return false
  const known = (all: readonly PlainCondition[]) => all.filter(({ of }) => isKnown(of, found))
  return counts({ ...found, row: { ...row, when: known(row.when), unless: known(row.unless) } })
}

/** Can a condition be asked at a place on the row's way? Not of what the row would find there or later. */
function isKnown(of: PlainCondition['of'], { row, path, before }: Passing): boolean {
  if (typeof of === 'string') return of === 'type'
  const place = before.map(segment => `/${writtenToken(segment)}`).join('')
  if (`${writtenPointer(row, of)}/`.startsWith(`${place}/`)) return false
  const stars = (all: readonly Segment[]) => all.filter(({ kind }) => kind !== 'names').length
  return stars(path.slice(0, of.shared)) <= stars(before)
}

/** A row as an author writes it. */
export function written(row: PlainRow): PiiRow {
  const path = row.path.map(segment => `/${writtenToken(segment)}`).join('')
  const pointer = (at: PlainPointer) => writtenPointer(row, at)
  const { person, read } = row
  const within = row.within.map(names =>
    Object.fromEntries(Object.entries(names).map(([name, at]) => [name, pointer(at)])),
  )
  const conditions = (all: readonly PlainCondition[]) =>
    Object.fromEntries(all.map(({ of, fits }) => [typeof of === 'string' ? of : pointer(of), fits]))
  return {
    path,
    ...identityOf(row, row.region && pointer(row.region), within),
    when: conditions(row.when),
    unless: conditions(row.unless),
    ...(person === null && { person }),
    ...(typeof person === 'number' && {
      person: row.path
        .slice(0, person)
        .map(segment => `/${writtenToken(segment)}`)
        .join(''),
    }),
    ...(read !== undefined && { read }),
  }
}

type Identity = ReturnType<typeof email | typeof phone | typeof accountId>

function identityOf(
  { finds }: PlainRow,
  region: string | undefined,
  within: readonly { readonly [name: string]: string }[],
): Identity | Pick<PiiRow & { category: 'name' }, 'category' | 'reference'> {
  const reference = { object: 'thing', within }
  if (finds === 'email') return email(reference)
  if (finds === 'phone') return phone({ ...reference, ...(region !== undefined && { region }) })
  if (finds === 'account') return accountId(reference)
  return { category: 'name', reference }
}

function writtenToken(segment: Segment): string {
  if (segment.kind === 'any') return '*'
  if (segment.kind === 'others') return '*others'
  if (segment.kind === 'deep') return '**'
  if (segment.kind === 'folded') return `(${escaped(segment.name)})`
  const names = segment.names.map(escaped)
  return names.length === 1 ? names.join('') : `{${names.join(',')}}`
}

function writtenPointer({ path }: PlainRow, { shared, rest }: PlainPointer): string {
  const own = path.slice(0, shared).map(segment => writtenToken(firstOf(segment)))
  return [...own, ...rest.map(escaped)].map(token => `/${token}`).join('')
}

/** Braces mean nothing in pointers: of several names the first is written there. */
function firstOf(segment: Segment): Segment {
  return segment.kind === 'names' ? { ...segment, names: segment.names.slice(0, 1) } : segment
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The path once for each choice of its names. */
function choicesOf([first, ...others]: readonly Segment[]): readonly (readonly Segment[])[] {
  if (first === undefined) return [[]]
  const firsts: readonly Segment[] =
    first.kind === 'names' ? first.names.map(name => ({ kind: 'names', names: [name] })) : [first]
  return firsts.flatMap(each => choicesOf(others).map(rest => [each, ...rest]))
}

function placesOf(
  value: unknown,
  names: readonly string[],
  inList: readonly boolean[],
): readonly Place[] {
  const here = { names, inList, value }
  if (typeof value !== 'object' || value === null) return [here]
  const isList = Array.isArray(value)
  const below = Object.entries(value).flatMap(([name, member]) =>
    placesOf(member, [...names, name], [...inList, isList]),
  )
  return [here, ...below]
}

function siblingsOf(paths: readonly (readonly Segment[])[]): Siblings {
  const siblings = new Map<string, Segment[]>()
  for (const path of paths) {
    for (const [index, segment] of path.entries()) {
      const before = keyOf(path.slice(0, index))
      siblings.set(before, [...(siblings.get(before) ?? []), segment])
    }
  }
  return siblings
}

/** Equal for beginnings of paths that mean the same. */
function keyOf(path: readonly Segment[]): string {
  return JSON.stringify(
    path.map(segment =>
      segment.kind === 'folded' ? { ...segment, name: folded(segment.name) } : segment,
    ),
  )
}

/** How the path leads to the place, from its token `index` and the place's name `at` on. */
function wayTo(
  path: readonly Segment[],
  index: number,
  place: Place,
  at: number,
  siblings: Siblings,
): Way | null {
  const { names } = place
  const segment = path[index]
  if (segment === undefined) return at === names.length ? [] : null
  const isDeep = segment.kind === 'deep'
  const shortest = isDeep ? 0 : 1
  const longest = isDeep ? names.length - at : 1
  for (let length = shortest; length <= longest; length++) {
    const stood = names.slice(at, at + length)
    if (stood.length < length) return null
    const beside = siblings.get(keyOf(path.slice(0, index))) ?? []
    if (!isDeep && !standsFor(segment, place, at, beside)) return null
    const rest = wayTo(path, index + 1, place, at + length, siblings)
    if (rest !== null) return [stood, ...rest]
  }
  return null
}

function standsFor(
  segment: Segment,
  place: Place,
  at: number,
  beside: readonly Segment[],
): boolean {
  const name = place.names[at] ?? ''
  if (segment.kind === 'names') return segment.names.includes(name)
  if (segment.kind === 'folded') {
    return place.inList[at] === false && folded(name) === folded(segment.name)
  }
  if (segment.kind === 'any') return true
  const named = beside.filter(({ kind }) => kind === 'names' || kind === 'folded')
  return !named.some(each => standsFor(each, place, at, []))
}

function folded(name: string): string {
  return [...name.toLowerCase()].filter(letter => /[\p{L}\p{N}]/u.test(letter)).join('')
}

/** A row at a place that its path leads to. */
interface Found {
  readonly row: PlainRow
  /** With one name for each choice. */
  readonly path: readonly Segment[]
  readonly place: Place
  readonly way: Way
  readonly event: PlainEvent
}

function matchesAt(found: Found, index: number, spelt: ReadonlySet<string>): readonly PlainMatch[] {
  const { row, place, event } = found
  if (!counts(found)) return []
  const region = row.finds === 'phone' ? row.region : undefined
  return valuesAt(place.value, row.read)
    .filter(value => row.finds !== 'account' || value !== '0')
    .map(value => ({
      row: index,
      path: event.path + reported(found, spelt),
      value,
      person: personOf(found),
      region: (region && textAt(region, found)) ?? undefined,
      within: withinOf(found),
    }))
}

function counts(found: Found): boolean {
  const isIt = (condition: PlainCondition) => holds(condition, found)
  return found.row.when.every(isIt) && !found.row.unless.some(isIt)
}

function valuesAt(value: unknown, read: PiiRow['read']): readonly string[] {
  if (typeof value === 'object' && value !== null) {
    return read === 'whole' && Object.keys(value).length > 0 ? [''] : []
  }
  const text = plainText(value)
  if (text === null) return []
  if (read === undefined || read === 'whole' || 'open' in read) return [text]
  if ('match' in read) return [text.match(read.match)?.[0] ?? text]
  const parts = text.split(read.split).map(part => part.trim())
  return parts.filter(part => part !== '')
}

function plainText(value: unknown): string | null {
  if (typeof value === 'number') return `${value}`
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/** The path to the place, without the names that only the data knows. @param spelt the table's own */
function reported({ path, way, place }: Found, spelt: ReadonlySet<string>): string {
  let at = 0
  return path
    .flatMap((segment, index) =>
      (way[index] ?? []).map(name => {
        const isList = place.inList[at++] === true
        const isPassed = segment.kind === 'deep' && spelt.has(name)
        const isKnown = segment.kind === 'names' || segment.kind === 'folded' || isPassed
        return isKnown || isList ? `/${escaped(name)}` : '/*'
      }),
    )
    .join('')
}

function personOf({ row, way }: Found): string | null {
  if (row.person === null) return null
  const names = way.slice(0, row.person ?? 0).flat()
  return names.map(name => `/${escaped(name)}`).join('')
}

function withinOf(found: Found): PlainMatch['within'] {
  for (const names of found.row.within) {
    const texts = Object.entries(names).map(([name, at]) => [name, textAt(at, found)] as const)
    if (texts.every(([, text]) => text !== null)) {
      return Object.fromEntries(texts.map(([name, text]) => [name, text ?? '']))
    }
  }
  return undefined
}

function textAt(at: PlainPointer, found: Found): string | null {
  return plainText(valueAt(at, found))
}

/** The value at a pointer, in which what is not a name stands for what it stands for in the path. */
function valueAt({ shared, rest }: PlainPointer, { row, way, event }: Found): unknown {
  const own = row.path
    .slice(0, shared)
    .flatMap((segment, index) =>
      segment.kind === 'names' ? segment.names.slice(0, 1) : (way[index] ?? []),
    )
  let value = event.data
  for (const name of [...own, ...rest]) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    if (Array.isArray(value) && !/^\d+$/.test(name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

function holds({ of, fits }: PlainCondition, found: Found): boolean {
  const value = askedOf(of, found)
  if ('shape' in fits) return typeof value === 'string' && hasShape(value, fits.shape)
  const text = typeof value === 'boolean' ? `${value}` : plainText(value)
  if (text === null) return false
  if (fits.some(pattern => isLike(text, pattern))) return true
  // Names are compared in any spelling, by prefixes of which something is left.
  const spelled = folded(text)
  return (
    of === 'name' &&
    spelled !== '' &&
    fits.some(pattern =>
      pattern.endsWith('*')
        ? folded(pattern) !== '' && spelled.startsWith(folded(pattern))
        : spelled === folded(pattern),
    )
  )
}

function isLike(text: string, pattern: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern
}

function askedOf(of: PlainCondition['of'], found: Found): unknown {
  if (of === 'type') return found.event.type
  if (of === 'name') return found.place.names.at(-1) ?? ''
  return valueAt(of, found)
}

function hasShape(value: string, shape: 'email' | 'phone'): boolean {
  const text = value.trim()
  if (shape === 'phone') return isPhone(text)
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text)
}

function isPhone(text: string): boolean {
  const digits = [...text].filter(sign => /\d/.test(sign)).length
  return /^\+[\d ()./-]+$/.test(text) && digits >= 8 && digits <= 15
}
