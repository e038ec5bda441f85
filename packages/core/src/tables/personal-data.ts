import type { PiiCategory } from '@conduit/privacy'
import type { Identifier, PersonalData, PiiField, Reference } from '../contract/event.ts'
import type { Match } from '../contract/tables.ts'

/** Categories that were seen at each path, with blanks between them: nearly every path has one. */
type Seen = Map<string, string>

interface PersonDraft {
  readonly index: number
  readonly at: string
  readonly identifiers: Identifier[]
  readonly references: Reference[]
  readonly seen: Seen
  /** Identifiers by all that they are: one value may stand in several places, and is hashed once. */
  readonly known: Set<string>
}

/**
 * Personal data from what rows found: a field for each place, a person for each prefix that the rows
 * name. This is what `extractPii` is by default.
 */
export function fromMatches(matches: readonly Match[]): PersonalData {
  const people = new Map<string, PersonDraft>()
  const seenOfNobody: Seen = new Map()
  const fields: PiiField[] = []
  for (const match of matches) {
    const { path, person: at } = match
    const { category } = match.row
    const person = at === null ? null : personAt(people, at)
    if (isNew(person?.seen ?? seenOfNobody, path, category)) {
      fields.push(person === null ? { path, category } : { path, category, person: person.index })
    }
    if (person !== null) collect(match, person)
  }
  return {
    fields,
    people: [...people.values()].map(({ at, identifiers, references }) => ({
      at,
      identifiers,
      references,
    })),
  }
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
    known: new Set(),
  }
  people.set(at, made)
  return made
}

/** Kept for each person: of many people one path can speak, where only the data knows their names. */
function isNew(seen: Seen, path: string, category: PiiCategory): boolean {
  const there = seen.get(path)
  if (there?.split(' ').includes(category) === true) return false
  seen.set(path, there === undefined ? category : `${there} ${category}`)
  return true
}

function collect({ row, value, region, within }: Match, person: PersonDraft): void {
  const { identity, reference } = row
  if (identity !== undefined) {
    const kind = identity.by === 'account_id' ? identity.kind : undefined
    const identifier: Identifier = {
      category: identity.by,
      value: kind === undefined ? value : `${kind}:${value}`,
      ...(region !== undefined && { region }),
    }
    const key = `${identifier.category}\0${region ?? ''}\0${identifier.value}`
    if (!person.known.has(key)) person.identifiers.push(identifier)
    person.known.add(key)
  }
  if (reference !== undefined) {
    person.references.push({ object: reference.object, id: value, ...(within && { within }) })
  }
}
