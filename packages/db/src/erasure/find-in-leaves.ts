import type { Identifier } from '@conduit/core'
import { type Controller, tokensOf } from '@conduit/core/host'
import type { KeyedHash, Keyring } from '@conduit/privacy'

/** What tells that something sealed is of a person. */
export interface Traces {
  /** Keyed hashes of its identifiers. */
  readonly tokens: ReadonlySet<KeyedHash>
  /** Ids of its objects at a platform, by integration; in memory only. */
  readonly objectIds: ReadonlyMap<string, ReadonlySet<string>>
}

/** Where an opened document came from. */
export interface DocumentSource {
  readonly integrationId: string
  readonly adapter: string
  /** Accounts within which the platform's ids may be unique. */
  readonly accounts: readonly string[]
}

/** A longer text is no identifier, but may hold addresses. */
const longestLeaf = 320
/** What stands between two words, an address being one. */
const between = /[\s<>"'(),;:]+/
const mostAddresses = 100

/**
 * Does any leaf of a document, or the name of a member, identify the person? Each is normalised and
 * hashed as the identifier of an event would be.
 */
export function isAbout(
  document: unknown,
  source: DocumentSource,
  traces: Traces,
  context: { readonly keyring: Keyring; readonly controller: Controller },
): boolean {
  const own = traces.objectIds.get(source.integrationId)
  const namespaces = [...source.accounts, source.integrationId]
  const isToken = (identifier: Identifier, namespace: string): boolean =>
    tokensOf(identifier, { ...context, adapter: source.adapter, namespace }).some(
      ({ hash, older }) => [hash, ...older].some(each => traces.tokens.has(each)),
    )
  const isLeafTheirs = (leaf: string): boolean => {
    const words = leaf.includes('@') ? leaf.split(between) : []
    const addresses = words.filter(word => word.includes('@')).slice(0, mostAddresses)
    if (addresses.some(value => isToken({ category: 'email', value }, ''))) return true
    if (leaf.length > longestLeaf) return false
    if (own?.has(leaf) === true) return true
    if (/\d{5}/.test(leaf.replace(/\D/g, '')) && isToken({ category: 'phone', value: leaf }, ''))
      return true
    return namespaces.some(namespace => isToken({ category: 'account_id', value: leaf }, namespace))
  }
  return leavesOf(document).some(isLeafTheirs)
}

/** All texts and numbers of a document, each once; deep ones are no danger to the stack. */
function leavesOf(document: unknown): readonly string[] {
  const leaves = new Set<string>()
  const waiting: unknown[] = [document]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value === 'string' || typeof value === 'number') leaves.add(String(value).trim())
    else if (Array.isArray(value)) for (const each of value) waiting.push(each)
    else if (typeof value === 'object' && value !== null) {
      for (const [name, each] of Object.entries(value)) waiting.push(name, each)
    }
  }
  leaves.delete('')
  return [...leaves]
}
