declare const keyed: unique symbol

/**
 * A keyed hash: 32 bytes as 64 hexadecimal digits in lower case. A text from birth on, so that it
 * can be compared, be the key of a map and go to the database as it is.
 */
export type KeyedHash = string & { readonly [keyed]: true }

const hashBytesLength = 32

/**
 * The bytes of a keyed hash, for where bytes are stored.
 *
 * @returns 32 bytes
 * @example
 * hashBytes(row.eventHash).length // 32
 */
export function hashBytes(hash: KeyedHash): Uint8Array {
  return Buffer.from(hash, 'hex')
}

/**
 * A keyed hash from its stored bytes.
 *
 * @param bytes 32 bytes that were once a keyed hash
 * @throws {RangeError} it is of another length
 * @example
 * hashOf(row.token) === hash
 */
export function hashOf(bytes: Uint8Array): KeyedHash {
  if (bytes.length !== hashBytesLength) {
    throw new RangeError(`a keyed hash is ${hashBytesLength} bytes long`)
  }
  const { buffer, byteOffset, byteLength } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex') as KeyedHash
}
