import { LRUCache } from 'lru-cache'
import type { TokenHasher } from './hashers.ts'
import type { KeyedHash } from './keyed-hash.ts'
import type { ControllerKeys } from './keyring.ts'
import { normalisePhone } from './normalise/phone.ts'

const numbersKept = 10_000
// Longer spellings are rare, and not worth a place.
const spellingKept = 64
const kind = 'phone'

/** A token of a telephone number, under every key of the ring. */
export interface PhoneToken {
  readonly normaliser: string
  /** Under the active key. */
  readonly hash: KeyedHash
  /** Under each key that was active before, in the order of `keyring.ids`. */
  readonly older: readonly KeyedHash[]
}

/**
 * The tokens that a telephone number is stored and looked up with: one of its number of today, one
 * of each alias; none where it has no canonical form, or an extension, behind which sit many people.
 *
 * @param input any text
 * @param region ISO 3166 alpha-2, any case; ignored where the number says its own
 * @example
 * keys.phoneTokens('(415) 555-2671', 'US') // [{ normaliser: 'e164/1', hash: '5291…', older: [] }]
 */
export type PhoneTokens = (input: string, region?: string) => readonly PhoneToken[]

/** Tokens of the spellings used last, by a keyed hash of the spelling; of all controllers together. */
export type KnownPhones = LRUCache<KeyedHash, readonly PhoneToken[]>

/** An empty memory for telephone numbers. */
export function knownPhones(): KnownPhones {
  return new LRUCache({ max: numbersKept })
}

/**
 * Makes tokens of telephone numbers, and remembers those of the 10,000 spellings used last. To
 * read a number takes ten times as long as to hash it, and most come again.
 *
 * What is remembered is a keyed hash of the spelling and the tokens, both under the controller's
 * own keys: no number stays in memory, and nothing that tells more than a token that is stored.
 * Were the number remembered instead of its tokens, memory would be an address book.
 *
 * @param keys of the controller
 * @param ids of the master keys, the active one first
 */
export function phoneTokens(
  { hasher, tokenHasher }: Pick<ControllerKeys, 'hasher' | 'tokenHasher'>,
  ids: readonly string[],
  known: KnownPhones,
): PhoneTokens {
  const spellingHash = hasher('phone-spelling')
  const hash = tokenHasher(kind)
  const olderHashes = ids.slice(1).map(id => tokenHasher(kind, id))
  return (input, region) => {
    if (input.length > spellingKept) return tokensOf(input, region, hash, olderHashes)
    const spelling = spellingHash(input, region ?? '')
    const remembered = known.get(spelling)
    if (remembered !== undefined) return remembered
    const tokens = tokensOf(input, region, hash, olderHashes)
    known.set(spelling, tokens)
    return tokens
  }
}

function tokensOf(
  input: string,
  region: string | undefined,
  hash: TokenHasher,
  olderHashes: readonly TokenHasher[],
): readonly PhoneToken[] {
  const phone = normalisePhone(input, region)
  if ('refused' in phone || phone.ok.extension !== undefined) return []
  const { normaliser, value, alias = [] } = phone.ok
  return [value, ...alias].map(number => {
    const canonical = { normaliser, value: number }
    const older = olderHashes.map(olderHash => olderHash(canonical))
    return { normaliser, hash: hash(canonical), older }
  })
}
