import { createSubjectKey, type Keyring, open, openSubjectKey, seal } from '@conduit/privacy'
import type { Identifier, Reference } from '../contract/event.ts'
import { newId } from '../store/ids.ts'
import type { Controller, SealedRequest } from '../store/store.ts'

/** What a request names its person by. */
export interface RequestIdentities {
  readonly identifiers: readonly (Identifier & {
    /** UUID of the integration whose `account_id` it is, where that was said. */
    readonly integrationId?: string
  })[]
  /** Objects of the person at the platform that told of the request. */
  readonly references: readonly Reference[]
}

/**
 * Makes a request's id and key, and seals what it names its person by under that key: once the wrapped
 * key is destroyed, nobody reads it any more.
 *
 * @param id UUIDv7; default: a new one
 */
export function sealRequest(
  keyring: Keyring,
  controller: Pick<Controller, 'id' | 'salt'>,
  { identifiers, references }: RequestIdentities,
  id: string = newId(),
): SealedRequest {
  const keys = keyring.forController(controller)
  const { key, wrapped } = createSubjectKey(keys, keyring.active, controller.id, id)
  const isNameless = identifiers.length + references.length === 0
  const plaintext = Buffer.from(JSON.stringify({ identifiers, references }))
  const identities = isNameless ? null : seal(key, plaintext, aadOf(controller.id, id))
  return { id, wrappedKey: wrapped, identities }
}

/**
 * Opens what `sealRequest` sealed.
 * @throws {VaultError} of another request or controller, or made under a key that the ring lacks
 */
export function openRequest(
  keyring: Keyring,
  controller: Pick<Controller, 'id' | 'salt'>,
  { id, wrappedKey, identities }: SealedRequest,
): RequestIdentities {
  if (identities === null) return { identifiers: [], references: [] }
  const keys = keyring.forController(controller)
  const key = openSubjectKey(keys, controller.id, id, wrappedKey)
  const plaintext = open(key, identities, aadOf(controller.id, id))
  return JSON.parse(Buffer.from(plaintext).toString()) as RequestIdentities
}

function aadOf(controllerId: string, id: string): string {
  return `${controllerId}|${id}|identities`
}
