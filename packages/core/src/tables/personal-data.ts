import type { PiiCategory } from '@conduit/privacy'
import type { Identifier, PersonalData, PiiField, Reference } from '../contract/event.ts'
import type { Match } from '../contract/tables.ts'
import { severalAddresses } from './several-addresses.ts'

/** Categories that were seen at each path, with blanks between them: nearly every path has one. */
type Seen = Map<string, string>

interface PersonDraft {
  readonly index: number
  readonly at: string
  readonly identifiers: Identifier[]
  readonly references: Reference[]
  readonly seen: Seen
}

/** Personal data while it is put together. */
interface Draft {
  readonly people: Map<string, PersonDraft>
  readonly seenOfNobody: Seen
  readonly fields: PiiField[]
  /** Identifiers by all that they are: one value may stand in several places, and is hashed once. */
  readonly known: Set<string>
}

/**
 * Personal data from what rows found: a field for each place, a person for each prefix that the rows
 * name. Where an address finds somebody, each of several in one text does. This is what `extractPii`
 * is by default.
 */
export function fromMatches(matches: readonly Match[]): PersonalData {
  const draft: Draft = {
    people: new Map(),
    seenOfNobody: new Map(),
    fields: [],
    known: new Set(),
  }
  for (const match of matches) {
    const several = match.row.identity?.by === 'email' ? severalAddresses(match.value) : null
    if (several === null) add(draft, match)
    else for (const each of oneByOne(match, several)) add(draft, each)
  }
  const { fields, people } = draft
  return {
    fields,
    people: [...people.values()].map(({ at, identifiers, references }) => ({
      at,
      identifiers,
      references,
    })),
  }
}

/** A match for each address of its text. Where the address is the person, each is somebody else. */
function oneByOne(match: Match, addresses: readonly string[]): readonly Match[] {
  const { row, person } = match
  const isApart = row.person === row.path && row.read === undefined && addresses.length > 1
  return addresses.map((address, index) => ({
    ...match,
    value: address,
    person: isApart && person !== null ? `${person}/${index}` : person,
  }))
}

function add(draft: Draft, match: Match): void {
  const { people, seenOfNobody, fields } = draft
  const { path, person: at } = match
  const { category } = match.row
  const person = at === null ? null : personAt(people, at)
  if (isNew(person?.seen ?? seenOfNobody, path, category)) {
    fields.push(person === null ? { path, category } : { path, category, person: person.index })
  }
  if (person !== null) collect(draft, match, person)
}

function personAt(people: Map<string, PersonDraft>, at: string): PersonDraft {
  const known = people.get(at)
  if (known !== undefined) return known
  const made: PersonDraft = {
    index: people.size,
    at,
    identifiers: [],
    references: [],
    seen: new Map(),
  }
  people.set(at, made)
  return made
}

/** Kept for each person: of many people one path can speak, where only the data knows their names. */
function isNew(seen: Seen, path: string, category: PiiCategory): boolean {
  const there = seen.get(path)
  if (there === category || there?.split(' ').includes(category) === true) return false
  seen.set(path, there === undefined ? category : `${there} ${category}`)
  return true
}

function collect({ known }: Draft, match: Match, person: PersonDraft): void {
  const { row, value, within } = match
  const { identity, reference } = row
  if (identity !== undefined) {
    const identifier = identifierOf(match, identity)
    const { category, region = '' } = identifier
    const key = `${person.index}\0${category}\0${region}\0${identifier.value}`
    if (!known.has(key)) person.identifiers.push(identifier)
    known.add(key)
  }
  if (reference !== undefined) {
    person.references.push({ object: reference.object, id: value, ...(within && { within }) })
  }
}

function identifierOf(
  { value: bare, region }: Match,
  identity: NonNullable<Match['row']['identity']>,
): Identifier {
  const kind = identity.by === 'account_id' ? identity.kind : undefined
  const value = kind === undefined ? bare : `${kind}:${bare}`
  return { category: identity.by, value, ...(region !== undefined && { region }) }
}
