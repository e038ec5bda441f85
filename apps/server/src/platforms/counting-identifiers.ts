import type { Identifier } from '@conduit/core'
import {
  type Controller,
  type OpenIntegration,
  type RequestIdentities,
  tokensOf,
} from '@conduit/core/host'
import type { KeyedHash, Keyring } from '@conduit/privacy'

/** What a request names its person by, and what counts of it. */
export interface NamedPerson {
  readonly controller: Controller
  /** In clear. */
  readonly named: RequestIdentities['identifiers']
  /** Keyed hashes of what counts as the person's; null: all does, as nobody is known by any of it. */
  readonly tokens: ReadonlySet<KeyedHash> | null
}

/**
 * What the request named, as far as it counts as the person's at this integration. A mailbox of many
 * finds nobody: what it brought would be of others.
 */
export function countingIdentifiers(
  keyring: Keyring,
  { named, tokens, controller }: NamedPerson,
  { stored, accounts }: OpenIntegration,
): readonly Identifier[] {
  const namespaces = [...accounts, stored.id]
  return named.filter(identifier => {
    // An id means somebody at the platform that gave it, and anybody elsewhere.
    const isStrange = identifier.category === 'account_id' && identifier.integrationId !== stored.id
    if (tokens === null && isStrange) return false
    return namespaces.some(namespace =>
      tokensOf(identifier, { keyring, controller, adapter: stored.adapter, namespace }).some(
        ({ hash, older, isShared }) =>
          !isShared && (tokens === null || [hash, ...older].some(each => tokens.has(each))),
      ),
    )
  })
}
