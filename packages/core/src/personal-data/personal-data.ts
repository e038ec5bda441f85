import type { IdentifierCategory } from '@conduit/privacy'
import type { PiiRow } from '../adapter.ts'
import type { Identifier, PersonalData, PiiField, PlatformEvent, Reference } from '../delivery.ts'
import { type Match, pick } from './pick.ts'

const identifying: ReadonlySet<string> = new Set<IdentifierCategory>([
  'account_id',
  'email',
  'phone',
])

interface PersonDraft {
  readonly index: number
  readonly identifiers: Identifier[]
  readonly references: Reference[]
}

/**
 * The personal data of an event by a table of rows: a field for each place, a person for each
 * prefix that the rows name. This is what `extractPii` is by default.
 */
export function personalData(rows: readonly PiiRow[], event: PlatformEvent): PersonalData {
  return fromMatches(pick(rows, event))
}

/** The same from matches that an adapter has sorted out itself. */
export function fromMatches(matches: readonly Match[]): PersonalData {
  const people = new Map<string, PersonDraft>()
  const fields = new Map<string, PiiField>()
  for (const match of matches) {
    const { path, person: prefix } = match
    const { category } = match.row
    if (prefix === null) {
      fields.set(`${category}  ${path}`, { path, category })
      continue
    }
    const person = people.get(prefix) ?? { index: people.size, identifiers: [], references: [] }
    people.set(prefix, person)
    fields.set(`${category} ${person.index} ${path}`, { path, category, person: person.index })
    collect(match, person)
  }
  return {
    fields: [...fields.values()],
    people: [...people.values()].map(({ identifiers, references }) => ({
      identifiers,
      references,
    })),
  }
}

function collect({ row, value, region, within }: Match, person: PersonDraft): void {
  const { category, identifies, kind, reference } = row
  if (identifies === true && isIdentifying(category)) {
    const identifier = {
      category,
      value: kind === undefined ? value : `${kind}:${value}`,
      ...(region !== undefined && { region }),
    }
    // One value may stand in several places; it is hashed once.
    if (!person.identifiers.some(known => isSame(known, identifier)))
      person.identifiers.push(identifier)
  }
  if (reference !== undefined)
    person.references.push({ object: reference, id: value, ...(within && { within }) })
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.value === other.value && one.category === other.category && one.region === other.region
}

function isIdentifying(category: string): category is IdentifierCategory {
  return identifying.has(category)
}
