import type { IdentifierCategory } from './categories.ts'
import type { TokenHasher } from './hashers.ts'
import type { KeyedHash } from './keyed-hash.ts'
import type { ControllerKeys } from './keyring.ts'
import type { Canonical, Normalised } from './normalise/canonical.ts'
import { normaliseEmail } from './normalise/email.ts'
import { emailBase } from './normalise/email-base.ts'
import { normalisePlatformId } from './normalise/platform-id.ts'
import { isSharedMailbox } from './normalise/shared-mailbox.ts'
import type { PhoneTokens } from './phone-tokens.ts'

/** One thing by which a person can be found, as a platform brings it. */
export interface GivenIdentifier {
  readonly category: IdentifierCategory
  readonly value: string
  /** ISO 3166 country of a phone number without `+`, where it is told. */
  readonly region?: string
}

/** Where identifiers come from. */
export interface IdentifierOrigin {
  readonly adapter: string
  /** Within what the ids of the platform are unique. */
  readonly namespace: string
  /** Country of phone numbers that tell none; null: there is none. */
  readonly region: string | null
}

/** What is kept of an identifier, and looked up by. */
export interface IdentifierToken {
  readonly kind: IdentifierCategory
  /** The master key behind `hash`. */
  readonly keyId: string
  /** The rule that made the canonical form. */
  readonly normaliser: string
  readonly hash: KeyedHash
  /** The same identifier under older keys. */
  readonly older: readonly KeyedHash[]
  /** Several people read this mailbox. */
  readonly isShared: boolean
  /** The mailbox behind an address under each key, the active one first; empty: nobody tells. */
  readonly bases: readonly KeyedHash[]
}

/**
 * The tokens of identifiers, each once, in their order: one of each canonical form and of each alias.
 * What has no canonical form has no token.
 *
 * @example
 * keys.identifierTokens([{ category: 'email', value: 'jane@example.com' }], origin)
 * // [{ kind: 'email', keyId: 'k1', normaliser: 'email/1', hash: '93c5…', older: [], … }]
 */
export type IdentifierTokens = (
  identifiers: readonly GivenIdentifier[],
  origin: IdentifierOrigin,
) => readonly IdentifierToken[]

const none: readonly KeyedHash[] = []

/**
 * Makes what makes tokens of identifiers. Keys are found once, and not for each identifier.
 *
 * @param keys of the controller
 * @param ids of the master keys, the active one first
 */
export function identifierTokens(
  { tokenHasher }: Pick<ControllerKeys, 'tokenHasher'>,
  ids: readonly string[],
  phoneTokens: PhoneTokens,
): IdentifierTokens {
  const [keyId = '', ...olderIds] = ids
  const hashersOf = (kind: string): Hashers => ({
    active: tokenHasher(kind, keyId),
    older: olderIds.map(id => tokenHasher(kind, id)),
  })
  const hashers = { email: hashersOf('email'), account_id: hashersOf('account_id') }
  const ofBases = hashersOf('email_base')

  const tokensOf = (
    { category, value, region }: GivenIdentifier,
    origin: IdentifierOrigin,
  ): readonly IdentifierToken[] => {
    if (category === 'phone') {
      return phoneTokens(value, region ?? origin.region ?? undefined).map(
        ({ normaliser, hash, older }) => {
          const kind = category
          return { kind, keyId, normaliser, hash, older, isShared: false, bases: none }
        },
      )
    }
    const canonical = canonicalForm(category, value, origin)
    if (!('ok' in canonical)) return []
    const { normaliser, value: own, alias = [] } = canonical.ok
    const isShared = category === 'email' && isSharedMailbox(own)
    const bases = category === 'email' && !isShared ? basesOf(own, ofBases) : none
    return [own, ...alias].map(each => {
      const form = { normaliser, value: each }
      const { active, older } = hashers[category]
      const kind = category
      return {
        kind,
        keyId,
        normaliser,
        hash: active(form),
        older: hashed(form, older),
        isShared,
        bases,
      }
    })
  }

  return (identifiers, origin) => {
    const tokens: IdentifierToken[] = []
    const known = new Set<KeyedHash>()
    for (const identifier of identifiers) {
      for (const token of tokensOf(identifier, origin)) {
        if (!known.has(token.hash)) tokens.push(token)
        known.add(token.hash)
      }
    }
    return tokens
  }
}

/** What hashes one kind of identifier, under the active key and under those before it. */
interface Hashers {
  readonly active: TokenHasher
  readonly older: readonly TokenHasher[]
}

type Form = Pick<Canonical, 'normaliser' | 'value'>

function hashed(form: Form, hashers: readonly TokenHasher[]): readonly KeyedHash[] {
  return hashers.length === 0 ? none : hashers.map(hash => hash(form))
}

/** The mailbox behind an address, under each key of the ring; none where its provider tells of none. */
function basesOf(address: string, { active, older }: Hashers): readonly KeyedHash[] {
  const value = emailBase(address)
  if (value === null) return none
  const form = { normaliser: 'email-base/1', value }
  return [active(form), ...hashed(form, older)]
}

function canonicalForm(
  category: 'email' | 'account_id',
  value: string,
  { adapter, namespace }: IdentifierOrigin,
): Normalised {
  if (category === 'email') return normaliseEmail(value)
  return normalisePlatformId({ adapter, namespace, value })
}
