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
  const people = new Map<string, PersonDraft & { readonly index: number }>()
  const fields = new Map<string, PiiField>()
  for (const match of matches) {
    const person = people.get(match.person) ?? {
      index: people.size,
      identifiers: [],
      references: [],
    }
    people.set(match.person, person)
    const { category } = match.row
    fields.set(`${category} ${person.index} ${match.path}`, {
      path: match.path,
      category,
      person: person.index,
    })
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

function collect({ row, value, region }: Match, person: PersonDraft): void {
  if (row.identifies === true && isIdentifying(row.category)) {
    person.identifiers.push({
      category: row.category,
      value,
      ...(region !== undefined && { region }),
    })
  }
  if (row.reference !== undefined) person.references.push({ object: row.reference, id: value })
}

function isIdentifying(category: string): category is IdentifierCategory {
  return identifying.has(category)
}
