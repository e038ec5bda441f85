import { fromMatches, type Match, type PersonalData, type PlatformEvent, pick } from '@conduit/core'
import { optOutOf, tables } from './tables.ts'

/** Ids are written with their kind; a change of an opt-out is also a statement of consent. */
export function extractPii(event: PlatformEvent): PersonalData {
  const { fields, people } = fromMatches(pick(tables.pii, event).flatMap(asIdentifiers))
  const consent = optOutOf(event.data)
  return {
    fields,
    people: people.map(({ identifiers, references = [] }) => ({
      identifiers,
      references: references.map(({ object, id }) => ({ object, id: id.slice(object.length + 1) })),
      ...(identifiers.length > 0 && consent !== null && { consents: [consent] }),
    })),
  }
}

function asIdentifiers(match: Match): readonly Match[] {
  const { row, value } = match
  if (row.reference !== undefined) return [{ ...match, value: `${row.reference}:${value}` }]
  if (row.category !== 'email') return [match]
  // `hs_additional_emails` holds several.
  const addresses = value.split(';').map(text => text.trim())
  return addresses.filter(text => text !== '').map(address => ({ ...match, value: address }))
}
