import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const version = 1
const nonceLength = 12
const tagLength = 16
const keyIdStart = 2

/**
 * What was encrypted, as one self-describing blob: a version byte, a byte with the length of the
 * key id, the key id (none where the key belongs to no keyring), a nonce of 12 bytes, the
 * ciphertext, a tag of 16 bytes.
 */
export type Sealed = Uint8Array

/** Thrown where a blob cannot be opened. Neither message nor code tells anything of its content. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  /** `tampered`: other bytes, another key or another `aad`; `unknown_key`: sealed under a master key that is not there; `malformed`: no blob of ours. */
  readonly code: 'tampered' | 'unknown_key' | 'malformed'

  constructor(code: VaultError['code']) {
    super(`cannot open a sealed blob: ${code}`)
    this.code = code
  }
}

/**
 * Encrypts with AES-256-GCM under a random nonce. One key must not seal more than 2^32 blobs.
 *
 * @param key 32 bytes
 * @param plaintext any bytes, also none
 * @param aad what the blob belongs to, `controller|subject|field`: it opens nowhere else
 * @param keyId the master key that `key` comes from, written into the blob in clear
 * @throws {RangeError} the key is not 32 bytes long
 * @example
 * const blob = seal(subject.key, bytes, `${controllerId}|${subjectId}|reference`)
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: string, keyId = ''): Sealed {
  const id = Buffer.from(keyId)
  const header = Buffer.concat([Uint8Array.of(version, id.length), id])
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.concat([header, Buffer.from(aad)]))
  const ciphertext = [cipher.update(plaintext), cipher.final()]
  return Buffer.concat([header, nonce, ...ciphertext, cipher.getAuthTag()])
}

/**
 * Decrypts what {@link seal} made.
 *
 * @param key the key it was sealed with
 * @param blob the blob
 * @param aad what it belongs to, as it was given to `seal`
 * @throws {VaultError} `tampered`, `malformed`
 * @throws {RangeError} the key is not 32 bytes long
 * @example
 * const bytes = open(subject.key, blob, `${controllerId}|${subjectId}|reference`)
 */
export function open(key: Uint8Array, blob: Sealed, aad: string): Uint8Array {
  const nonceStart = keyIdEnd(blob)
  const textStart = nonceStart + nonceLength
  const tagStart = blob.length - tagLength
  const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(nonceStart, textStart), {
    authTagLength: tagLength,
  })
  decipher.setAAD(Buffer.concat([blob.subarray(0, nonceStart), Buffer.from(aad)]))
  decipher.setAuthTag(blob.subarray(tagStart))
  const start = decipher.update(blob.subarray(textStart, tagStart))
  try {
    return Buffer.concat([start, decipher.final()])
  } catch {
    throw new VaultError('tampered')
  }
}

/**
 * The id of the master key that a blob was sealed under, to see how much still waits for rotation.
 *
 * @returns the id, empty where the blob names none
 * @throws {VaultError} `malformed`
 * @example
 * if (sealedKeyId(blob) !== keyring.active) reseal(blob)
 */
export function sealedKeyId(blob: Sealed): string {
  return Buffer.from(blob.subarray(keyIdStart, keyIdEnd(blob))).toString()
}

function keyIdEnd(blob: Sealed): number {
  const [blobVersion, idLength = 0] = blob
  const end = keyIdStart + idLength
  if (blobVersion !== version || blob.length < end + nonceLength + tagLength) {
    throw new VaultError('malformed')
  }
  return end
}
