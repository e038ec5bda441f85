import { hkdfSync } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { createHasher, createTokenHasher, type Hasher, type TokenHasher } from './hashers.ts'
import { type IdentifierTokens, identifierTokens } from './identifier-tokens.ts'
import { isUuid } from './is-uuid.ts'
import { KeyringError, type MasterKey, refuseUnusableKeys } from './master-key.ts'
import { type KnownPhones, knownPhones, type PhoneTokens, phoneTokens } from './phone-tokens.ts'

const keyLength = 32
const controllersKept = 1000

/** The master keys of a server, and what is derived from them. */
export interface Keyring {
  /** The id of the key that new material is made with. */
  readonly active: string
  /** Every id, the active one first. */
  readonly ids: readonly string[]
  /**
   * The keys of one data controller. Cheap to call again: the 1,000 controllers used last are kept.
   *
   * @param controller its UUID in lower case and its salt of 32 random bytes
   * @throws {KeyringError} `bad_controller`
   */
  forController(controller: { readonly id: string; readonly salt: Uint8Array }): ControllerKeys
  /**
   * A key of the whole server, for what belongs to no controller.
   *
   * @param label what the key is for
   * @param keyId the master key, by default the active one
   * @throws {KeyringError} `unknown_key`, `bad_label`
   * @example
   * keyring.server('credential')
   */
  server(label: string, keyId?: string): Uint8Array
}

/** Derives the keys of one data controller. */
export interface ControllerKeys {
  /**
   * A key for one purpose. Purposes never share a key, so what is made for one cannot be joined
   * with what is made for another.
   *
   * @param label what the key is for: an identifier kind, `suppression`, `export:<recipient>`
   * @param keyId the master key, by default the active one
   * @returns 32 bytes, the same array each time: not to be written to
   * @throws {KeyringError} `unknown_key`, `bad_label`
   * @example
   * keys.derive('suppression')
   */
  derive(label: string, keyId?: string): Uint8Array
  /**
   * Keyed hashes for one purpose. To be held where many are made: the key is then found once.
   *
   * @param label what they are for, also the label of their key
   * @param keyId the master key, by default the active one
   * @returns the same function each time
   * @throws {KeyringError} `unknown_key`, `bad_label`
   * @example
   * const wantKey = keys.hasher('want')
   * wantKey(adapter.name, namespace, wants.key)
   */
  hasher(label: string, keyId?: string): Hasher
  /**
   * The tokens of one kind of identifier:
   * `HMAC-SHA-256(K(kind), "v1" NUL kind NUL normaliser NUL value)`. To be held where many are
   * made. They are pseudonymised personal data: whoever holds the master key can test a guess.
   *
   * @param kind what is identified, also the label of the key
   * @param keyId the master key, by default the active one; each of `keyring.ids` to look up
   * @returns the same function each time
   * @throws {KeyringError} `unknown_key`, `bad_label`
   * @example
   * const emailToken = keys.tokenHasher('email')
   * const email = normaliseEmail('jane@example.com')
   * if ('ok' in email) emailToken(email.ok)
   */
  tokenHasher(kind: string, keyId?: string): TokenHasher
  /** What a person is kept and found by: the tokens of all of their identifiers at once. */
  readonly identifierTokens: IdentifierTokens
  /** The tokens of telephone numbers, the 10,000 spellings used last remembered. */
  readonly phoneTokens: PhoneTokens
}

/**
 * Makes a keyring. The first key is the active one; the others open and look up what they made.
 *
 * @param keys master keys of 32 random bytes each
 * @param options `allowWeak` takes a key that is plainly not random, for published test vectors only
 * @throws {KeyringError} `no_keys`, `bad_key_id`, `wrong_length`, `weak_key`, `doubled_id`, `doubled_key`
 * @example
 * const keyring = createKeyring(parseMasterKeys(settings.masterKey))
 * const keys = keyring.forController({ id: controller.id, salt: controller.salt })
 * const token = keys.tokenHasher('email')(canonical)
 */
export function createKeyring(
  keys: readonly MasterKey[],
  options: { readonly allowWeak?: boolean } = {},
): Keyring {
  const [first] = keys
  if (first === undefined) throw new KeyringError('no_keys', 'no master key is given')
  refuseUnusableKeys(keys, options.allowWeak === true)

  const masters = new Map(keys.map(({ id, bytes }) => [id, Uint8Array.from(bytes)]))
  const ids = [...masters.keys()]
  const server = derivation(masters, first.id, new Uint8Array(), 'server/v1|')
  const controllers = new LRUCache<string, { salt: Uint8Array; keys: ControllerKeys }>({
    max: controllersKept,
  })
  const phones = knownPhones()

  return {
    active: first.id,
    ids,
    server,
    forController({ id, salt }) {
      const kept = controllers.get(id)
      if (kept !== undefined && Buffer.compare(kept.salt, salt) === 0) return kept.keys
      refuseController(id, salt)
      const ownSalt = Uint8Array.from(salt)
      const derive = derivation(masters, first.id, ownSalt, `idtoken/v1|${id}|`)
      const controllerKeys = controllerKeysOf(ids, first.id, derive, phones)
      controllers.set(id, { salt: ownSalt, keys: controllerKeys })
      return controllerKeys
    },
  }
}

type Derive = ControllerKeys['derive']

function controllerKeysOf(
  ids: readonly string[],
  active: string,
  derive: Derive,
  phones: KnownPhones,
): ControllerKeys {
  const hasher = madeOnce(ids, active, (label, keyId) => createHasher(derive(label, keyId)))
  const tokenHasher = madeOnce(ids, active, (kind, keyId) =>
    createTokenHasher(derive(kind, keyId), kind),
  )
  // Their keys are derived when they are asked for: most of what is asked of a controller is not.
  let ofPhones: PhoneTokens | undefined
  let ofIdentifiers: IdentifierTokens | undefined
  const tokensOfPhone = () => {
    ofPhones ??= phoneTokens({ hasher, tokenHasher }, ids, phones)
    return ofPhones
  }
  return {
    derive,
    hasher,
    tokenHasher,
    identifierTokens(identifiers, origin) {
      ofIdentifiers ??= identifierTokens({ tokenHasher }, ids, tokensOfPhone())
      return ofIdentifiers(identifiers, origin)
    },
    phoneTokens: (input, region) => tokensOfPhone()(input, region),
  }
}

function derivation(
  masters: ReadonlyMap<string, Uint8Array>,
  active: string,
  salt: Uint8Array,
  infoPrefix: string,
): Derive {
  return madeOnce([...masters.keys()], active, (label, keyId) => {
    const master = masters.get(keyId)
    if (master === undefined) throw new KeyringError('unknown_key', 'no master key has this id')
    // Tokens write a kind in front of a NUL.
    if (label === '' || label.includes('\0')) {
      throw new KeyringError('bad_label', 'a key label is a text without NUL')
    }
    return new Uint8Array(hkdfSync('sha256', master, salt, infoPrefix + label, keyLength))
  })
}

/** What `make` gives for a label and a key id, made at the first call and kept. */
function madeOnce<Made>(
  ids: readonly string[],
  active: string,
  make: (label: string, keyId: string) => Made,
): (label: string, keyId?: string) => Made {
  // Two steps rather than one joined key: a hit allocates nothing.
  const made = new Map(ids.map(id => [id, new Map<string, Made>()]))
  return (label, keyId = active) => {
    const known = made.get(keyId)?.get(label)
    if (known !== undefined) return known
    const fresh = make(label, keyId)
    made.get(keyId)?.set(label, fresh)
    return fresh
  }
}

function refuseController(id: string, salt: Uint8Array): void {
  if (!isUuid(id)) {
    throw new KeyringError('bad_controller', 'a controller id is a UUID in lower case')
  }
  if (salt.length !== keyLength) {
    throw new KeyringError('bad_controller', `a controller salt is ${keyLength} bytes long`)
  }
}
