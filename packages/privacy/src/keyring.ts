import { hkdfSync } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { isUuid } from './is-uuid.ts'
import { KeyringError, type MasterKey, refuseUnusableKeys } from './master-key.ts'

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
 * const token = identifierToken(keys, keyring.active, 'email', canonical)
 */
export function createKeyring(
  keys: readonly MasterKey[],
  options: { readonly allowWeak?: boolean } = {},
): Keyring {
  const [first] = keys
  if (first === undefined) throw new KeyringError('no_keys', 'no master key is given')
  refuseUnusableKeys(keys, options.allowWeak === true)

  const masters = new Map(keys.map(({ id, bytes }) => [id, Uint8Array.from(bytes)]))
  const server = derivation(masters, first.id, new Uint8Array(), 'server/v1|')
  const controllers = new LRUCache<string, { salt: Uint8Array; keys: ControllerKeys }>({
    max: controllersKept,
  })

  return {
    active: first.id,
    ids: [...masters.keys()],
    server,
    forController({ id, salt }) {
      const kept = controllers.get(id)
      if (kept !== undefined && Buffer.compare(kept.salt, salt) === 0) return kept.keys
      refuseController(id, salt)
      const ownSalt = Uint8Array.from(salt)
      const controllerKeys = { derive: derivation(masters, first.id, ownSalt, `idtoken/v1|${id}|`) }
      controllers.set(id, { salt: ownSalt, keys: controllerKeys })
      return controllerKeys
    },
  }
}

function derivation(
  masters: ReadonlyMap<string, Uint8Array>,
  active: string,
  salt: Uint8Array,
  infoPrefix: string,
): ControllerKeys['derive'] {
  // Two steps rather than one joined key: a hit allocates nothing.
  const derived = new Map([...masters.keys()].map(id => [id, new Map<string, Uint8Array>()]))
  return (label, keyId = active) => {
    const known = derived.get(keyId)?.get(label)
    if (known !== undefined) return known
    const master = masters.get(keyId)
    if (master === undefined) throw new KeyringError('unknown_key', 'no master key has this id')
    // Tokens write a kind in front of a NUL.
    if (label === '' || label.includes('\0')) {
      throw new KeyringError('bad_label', 'a key label is a text without NUL')
    }
    const key = new Uint8Array(hkdfSync('sha256', master, salt, infoPrefix + label, keyLength))
    derived.get(keyId)?.set(label, key)
    return key
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
