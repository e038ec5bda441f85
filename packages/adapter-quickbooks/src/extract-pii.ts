import { fromMatches, type Match, type PersonalData, type PlatformEvent, pick } from '@conduit/core'
import { tables } from './tables.ts'

/** Ids are written with their kind, as a customer and a vendor may bear the same one. */
export function extractPii(event: PlatformEvent): PersonalData {
  const { fields, people } = fromMatches(pick(tables.pii, event).flatMap(asIdentifiers))
  return {
    fields,
    people: people.map(({ identifiers, references = [] }) => ({
      identifiers,
      references: references.map(({ object, id }) => ({ object, id: id.slice(object.length + 1) })),
    })),
  }
}

function asIdentifiers(match: Match): readonly Match[] {
  const { row, value } = match
  if (row.reference !== undefined) return [{ ...match, value: `${row.reference}:${value}` }]
  if (row.category !== 'email') return [match]
  // One field may hold several addresses.
  const addresses = value.split(',').map(text => text.trim())
  return addresses.filter(text => text !== '').map(address => ({ ...match, value: address }))
}
