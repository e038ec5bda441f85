import {
  type ControllerKeys,
  emailBase,
  isSharedMailbox,
  type KeyedHash,
  type Keyring,
  type Normalised,
  normaliseEmail,
  normalisePlatformId,
  type TokenHasher,
} from '@conduit/privacy'
import type { Identifier, Person, Reference } from '../contract/event.ts'
import type {
  ConsentRecord,
  Controller,
  PersonRecord,
  PersonToken,
  ReferenceRecord,
} from '../store/store.ts'

/** Whose keys are used, and in which name space platform ids are unique. */
export interface PseudonymContext {
  readonly keyring: Keyring
  readonly controller: Controller
  readonly adapter: string
  /** The account where the integration lists it, else the integration's id. */
  readonly namespace: string
}

/** So many identifiers, and as many references, are kept of one person: who has more is no person. */
const mostOfPerson = 100

const strength = { account_id: 0, email: 1, phone: 2 } as const

/**
 * Step 7 for one person: puts keyed hashes in the place of identifiers. References stay readable until
 * they are sealed under their subject's own key. Of more than a hundred the strongest are kept, the
 * rest is told by `excessOf`.
 *
 * @param keys of the controller
 */
export function pseudonymise(
  { identifiers, references = [] }: Person,
  consents: readonly ConsentRecord[],
  context: PseudonymContext,
  keys: ControllerKeys,
): PersonRecord {
  const tokens: PersonToken[] = []
  const known = new Set<KeyedHash>()
  for (const identifier of atMost(strongestFirst(identifiers))) {
    for (const token of tokensWith(keys, identifier, context)) {
      if (!known.has(token.hash)) tokens.push(token)
      known.add(token.hash)
    }
  }
  return {
    tokens,
    references: atMost(references).map(reference => referenceRecord(reference, keys, context)),
    consents,
  }
}

function atMost<T>(all: readonly T[]): readonly T[] {
  return all.length > mostOfPerson ? all.slice(0, mostOfPerson) : all
}

/** How many identifiers and references of a person are left out. */
export function excessOf({ identifiers, references = [] }: Person): number {
  return beyond(identifiers) + beyond(references)
}

function beyond({ length }: readonly unknown[]): number {
  return Math.max(length - mostOfPerson, 0)
}

/** The token under which a reference is kept, under the active key. */
export function referenceToken(reference: Reference, context: PseudonymContext): KeyedHash {
  return referenceRecord(reference, context.keyring.forController(context.controller), context)
    .token
}

/** The tokens of one identifier under the active key; none if it has no canonical form. */
export function tokensOf(
  identifier: Identifier,
  context: PseudonymContext,
): readonly PersonToken[] {
  return tokensWith(context.keyring.forController(context.controller), identifier, context)
}

function strongestFirst(identifiers: readonly Identifier[]): readonly Identifier[] {
  if (isStrongestFirst(identifiers)) return identifiers
  return [...identifiers].sort((a, b) => strength[a.category] - strength[b.category])
}

/** Most rows stand in this order. */
function isStrongestFirst(identifiers: readonly Identifier[]): boolean {
  let strongest = 0
  for (const { category } of identifiers) {
    if (strength[category] < strongest) return false
    strongest = strength[category]
  }
  return true
}

function tokensWith(
  keys: ControllerKeys,
  identifier: Identifier,
  context: PseudonymContext,
): readonly PersonToken[] {
  const { category, value, region } = identifier
  const { keyring, controller } = context
  const { active, ids } = keyring
  if (category === 'phone') {
    const tokens = keys.phoneTokens(value, region ?? controller.phoneRegion ?? undefined)
    return tokens.map(({ normaliser, hash, older }) => {
      return {
        kind: category,
        keyId: active,
        normaliser,
        hash,
        older,
        isShared: false,
        bases: none,
      }
    })
  }
  const canonical = canonicalForm(category, value, context)
  if (!('ok' in canonical)) return []
  const { normaliser, value: own, alias = [] } = canonical.ok
  const isShared = category === 'email' && isSharedMailbox(own)
  const bases = category === 'email' && !isShared ? basesOf(keys, ids, own) : none
  return [own, ...alias].map(each => {
    const hashed = { normaliser, value: each }
    const hash = keys.tokenHasher(category)(hashed)
    const older = olderHashes(keys, category, ids, hashed)
    return { kind: category, keyId: active, normaliser, hash, older, isShared, bases }
  })
}

/** The mailbox behind an address, under each key of the ring; none where its provider tells of none. */
function basesOf(
  keys: ControllerKeys,
  ids: readonly string[],
  address: string,
): readonly KeyedHash[] {
  const value = emailBase(address)
  if (value === null) return none
  const hashed = { normaliser: 'email-base/1', value }
  return [keys.tokenHasher(base)(hashed), ...olderHashes(keys, base, ids, hashed)]
}

const base = 'email_base'

const none: readonly KeyedHash[] = []

function olderHashes(
  keys: ControllerKeys,
  category: Identifier['category'] | typeof base,
  ids: readonly string[],
  hashed: Parameters<TokenHasher>[0],
): readonly KeyedHash[] {
  if (ids.length === 1) return none
  return ids.slice(1).map(id => keys.tokenHasher(category, id)(hashed))
}

function canonicalForm(
  category: 'email' | 'account_id',
  value: string,
  { adapter, namespace }: PseudonymContext,
): Normalised {
  if (category === 'email') return normaliseEmail(value)
  return normalisePlatformId({ adapter, namespace, value })
}

function referenceRecord(
  reference: Reference,
  keys: ControllerKeys,
  { adapter, namespace }: PseudonymContext,
): ReferenceRecord {
  const plaintext = JSON.stringify([reference.object, reference.id, reference.within ?? null])
  return {
    object: reference.object,
    token: keys.hasher('reference')(adapter, namespace, plaintext),
    plaintext: Buffer.from(plaintext),
  }
}
