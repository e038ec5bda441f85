import type { Identifier, KnownPerson } from '@conduit/core'

/** Somebody by an address, a number or an id. */
export function knownBy(category: Identifier['category'], value: string): KnownPerson {
  return { identifiers: [{ category, value }], references: [] }
}

/** Somebody by an object of theirs at the platform. */
export function knownAs(object: string, id: string): KnownPerson {
  return { identifiers: [], references: [{ object, id }] }
}
