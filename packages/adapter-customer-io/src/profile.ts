import {
  type JsonValue,
  type Platform,
  type Reference,
  readDocument,
  textAt,
  valueAt,
} from '@conduit/core'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

/** A person of a workspace, as the App API shows them. */
export interface Profile {
  /** Customer.io's own id, which never changes. */
  readonly cioId: string
  /** The answer, with all attributes. */
  readonly document: JsonValue
}

/**
 * Reads a person by an id that may be Customer.io's or the workspace's own: reports have either. An id that
 * is one person's of the one kind, and another one's of the other, is nobody's.
 *
 * @returns null: nobody is found
 * @throws `PlatformError`
 */
export async function profileOf(
  id: string,
  settings: Settings,
  platform: Platform,
): Promise<Profile | null> {
  const [first, second] = await profilesOf(id, settings, platform)
  return first === undefined || second !== undefined ? null : first
}

/**
 * Reads all whom an id may mean, first whom it means as Customer.io's own.
 * @throws `PlatformError`
 * @see https://docs.customer.io/integrations/api/app/tag/customers/getPersonAttributes/
 */
export async function profilesOf(
  id: string,
  settings: Settings,
  platform: Platform,
): Promise<readonly Profile[]> {
  const found = new Map<string, Profile>()
  for (const idType of ['cio_id', 'id'] as const) {
    const profile = await profileAs(idType, id, settings, platform)
    if (profile !== null) found.set(profile.cioId, profile)
  }
  return [...found.values()]
}

/**
 * Reads a person by an id of one kind; null: nobody has it.
 * @throws `PlatformError`
 */
export async function profileAs(
  idType: 'cio_id' | 'id',
  id: string,
  settings: Settings,
  platform: Platform,
): Promise<Profile | null> {
  if (!isId(id) || (idType === 'cio_id' && !isCioId(id))) return null
  const path = `customers/${encodeURIComponent(id)}/attributes?id_type=${idType}`
  const document = await readDocument(platform, apiCall(settings, path))
  if (document === null) return null
  // Without it the answer says nothing of whether somebody is there.
  const cioId = textAt(document, '/customer/attributes/cio_id')
  const isTheirs = valueAt(document, `/customer/attributes/${idType}`) === id
  return isCioId(cioId) && isTheirs ? { cioId, document } : null
}

/** Those references that name a person, each once. */
export function peopleOf(references: readonly Reference[]): readonly Reference[] {
  const people = new Map(
    references
      .filter(({ object, id }) => object === 'person' && isId(id))
      .map(each => [each.id, each]),
  )
  return [...people.values()].map(({ object, id }) => ({ object, id }))
}

/** It becomes part of an address: neither `..` nor half a character. */
function isId(id: string): boolean {
  return id.length <= 150 && !/^\.*$|\p{C}/u.test(id)
}

/** Of a form that Customer.io's own ids have, such as `d9b106000001`: nothing that leads elsewhere. */
export function isCioId(id: string): boolean {
  return /^[\w-]{4,64}$/.test(id)
}
