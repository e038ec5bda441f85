import type { Reference } from '@conduit/core'
import type { Collection } from '@conduit/db/exports'
import type { Keyring } from '@conduit/privacy'
import { countingIdentifiers } from '../platforms/counting-identifiers.ts'
import type { OpenedPlatform } from '../platforms/open-platform.ts'

/** What a platform was asked, and what it named. */
export interface FoundObjects {
  /** False: there was nothing to ask by. */
  readonly isAsked: boolean
  /** It named an object of which it had told us, proven, that it is the person's. */
  readonly isOwn: boolean
  readonly references: readonly Reference[]
}

/**
 * Asks a platform which objects of the person it has: by what is proven, and by references where
 * they are in.
 *
 * @throws whatever the adapter throws
 */
export async function findObjects(
  keyring: Keyring,
  collection: Collection,
  { integration, does: { find }, access: { own, platform } }: OpenedPlatform,
  isIncluded: boolean,
): Promise<FoundObjects> {
  const identifiers = countingIdentifiers(keyring, collection, integration)
  const known = collection.references.get(integration.stored.id) ?? []
  const ask = async (references: readonly Reference[]) =>
    distinct(await find({ identifiers, references }, own, platform))
  if (isIncluded) {
    if (identifiers.length + known.length === 0) return nothing
    return { isAsked: true, isOwn: true, references: await ask(known) }
  }
  if (identifiers.length === 0) return nothing
  const references = await ask([])
  const names = new Set(known.map(nameOf))
  // The platform itself ties the identifier to what it had told of the person.
  if (!references.some(each => names.has(nameOf(each))))
    return { isAsked: true, isOwn: false, references }
  return { isAsked: true, isOwn: true, references: await ask(known) }
}

const nothing: FoundObjects = { isAsked: false, isOwn: false, references: [] }

/** @throws {TypeError} an adapter gives what is no reference */
function distinct(found: readonly Reference[]): readonly Reference[] {
  const all = new Map<string, Reference>()
  for (const { object, id, within } of found) {
    if (typeof object !== 'string' || typeof id !== 'string')
      throw new TypeError('a reference is an object and an id')
    const reference = { object, id, ...(within !== undefined && { within }) }
    all.set(nameOf(reference), reference)
  }
  return [...all.values()]
}

function nameOf({ object, id, within }: Reference): string {
  return JSON.stringify([object, id, within ?? null])
}
