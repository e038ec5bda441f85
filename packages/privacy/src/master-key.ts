import { createHash, randomBytes } from 'node:crypto'

const keyLength = 32
const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/

/** A secret of 32 random bytes that lives outside the database. Everything keyed is derived from it. */
export interface MasterKey {
  /** 1–32 of `A–Z a–z 0–9 _ -`. Written in clear into tokens and sealed blobs. */
  readonly id: string
  readonly bytes: Uint8Array
}

/** Thrown for master keys that cannot be used. The message says which entry and why, and holds no part of a key. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
  readonly code:
    | 'no_keys'
    | 'bad_encoding'
    | 'bad_key_id'
    | 'wrong_length'
    | 'weak_key'
    | 'doubled_id'
    | 'doubled_key'
    | 'unknown_key'
    | 'bad_controller'
    | 'bad_label'

  constructor(code: KeyringError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Reads `CONDUIT_MASTER_KEY`: one key or several, separated by commas, each `id:base64` or bare
 * base64. The first is the one that new material is made with. A bare key gets an id of its own:
 * `k` and the first 8 hexadecimal digits of its SHA-256.
 *
 * It reads only; `createKeyring` judges length, strength and doubles.
 *
 * @param text the value of the variable, handed in
 * @throws {KeyringError} `no_keys` for an empty text, `bad_encoding` for an entry that is not base64
 * @example
 * const keyring = createKeyring(parseMasterKeys(settings.masterKey))
 */
export function parseMasterKeys(text: string): MasterKey[] {
  if (text.trim() === '') throw new KeyringError('no_keys', 'no master key is given')
  return text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1))
}

function parseEntry(entry: string, position: number): MasterKey {
  const colon = entry.indexOf(':')
  const encoded = entry.slice(colon + 1).trim()
  const bytes = Buffer.from(encoded, 'base64')
  // Node skips what is not base64; only the way back shows it.
  if (encoded === '' || unpadded(bytes.toString('base64')) !== unpadded(encoded)) {
    throw new KeyringError('bad_encoding', `master key ${position} is not base64`)
  }
  const id = colon === -1 ? fingerprint(bytes) : entry.slice(0, colon).trim()
  return { id, bytes: new Uint8Array(bytes) }
}

function unpadded(base64: string): string {
  return base64.replace(/={0,2}$/, '')
}

function fingerprint(bytes: Uint8Array): string {
  return `k${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`
}

/**
 * A new master key, as `CONDUIT_MASTER_KEY` takes it.
 *
 * @returns the base64 of 32 random bytes
 * @example
 * const [key] = parseMasterKeys(generateMasterKey())
 */
export function generateMasterKey(): string {
  return randomBytes(keyLength).toString('base64')
}

/** Throws {@link KeyringError} for the first key that is unfit, or that repeats an earlier one. */
export function refuseUnusableKeys(keys: readonly MasterKey[], allowWeak: boolean): void {
  keys.forEach((key, index) => {
    refuseUnusable(key, index + 1, allowWeak)
    refuseDouble(key, keys.slice(0, index), index + 1)
  })
}

function refuseUnusable({ id, bytes }: MasterKey, position: number, allowWeak: boolean): void {
  if (!keyIdShape.test(id)) {
    throw new KeyringError(
      'bad_key_id',
      `master key ${position}: its id is not 1–32 of A–Z a–z 0–9 _ -`,
    )
  }
  if (bytes.length !== keyLength) {
    throw new KeyringError('wrong_length', `master key ${position} is not ${keyLength} bytes long`)
  }
  if (!allowWeak && isWeak(bytes)) {
    throw new KeyringError('weak_key', `master key ${position} is not random: generate a new one`)
  }
}

function refuseDouble(key: MasterKey, earlier: readonly MasterKey[], position: number): void {
  if (earlier.some(({ id }) => id === key.id)) {
    throw new KeyringError('doubled_id', `master key ${position} has the id of an earlier one`)
  }
  if (earlier.some(({ bytes }) => Buffer.compare(bytes, key.bytes) === 0)) {
    throw new KeyringError('doubled_key', `master key ${position} equals an earlier one`)
  }
}

// Each of the three happens to fewer than one random key in a billion.
function isWeak(bytes: Uint8Array): boolean {
  const repetitive = new Set(bytes).size <= bytes.length / 2
  const typed = bytes.every(byte => byte >= 0x20 && byte <= 0x7e)
  return repetitive || typed || isSequence(bytes)
}

function isSequence(bytes: Uint8Array): boolean {
  const steps = new Map<number, number>()
  for (const [index, byte] of bytes.entries()) {
    const step = (byte - (bytes[index - 1] ?? byte)) & 0xff
    steps.set(step, (steps.get(step) ?? 0) + 1)
  }
  return Math.max(...steps.values()) > bytes.length / 2
}
