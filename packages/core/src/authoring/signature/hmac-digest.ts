import { hash } from 'node:crypto'

/** Digests that platforms sign with. */
export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512'

const blockLengths = { sha1: 64, sha256: 64, sha512: 128 } as const
const digestLengths = { sha1: 20, sha256: 32, sha512: 64 } as const
const longestBlock = 128
const scratchLength = 16_384

// What is hashed is written here first: nothing waits between writing and hashing, so that all can
// share them.
const scratch = Buffer.allocUnsafeSlow(scratchLength)
const outer = Buffer.allocUnsafeSlow(longestBlock + digestLengths.sha512)

/**
 * HMAC(K, m) = H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ m)), by two digests in one call each. `createHmac` gives
 * the same and costs three times as much for a small message, most of it for the object it makes.
 *
 * @param message its parts in order: bytes as they are, text as UTF-8
 * @see https://www.rfc-editor.org/rfc/rfc2104
 */
export function hmacDigest(
  algorithm: HmacAlgorithm,
  secret: string | Uint8Array,
  message: readonly (string | Uint8Array)[],
): Buffer {
  const block = blockLengths[algorithm]
  const key = keyOf(algorithm, secret, block)
  const length = block + lengthOf(message)
  const inner = length <= scratchLength ? scratch : Buffer.allocUnsafeSlow(length)
  pad(inner, key, 0x36, block)
  writeParts(inner, message, block)
  pad(outer, key, 0x5c, block)
  outer.write(hash(algorithm, inner.subarray(0, length), 'binary'), block, 'binary')
  const end = block + digestLengths[algorithm]
  // As text: a buffer would be memory of its own, which costs more than the digest.
  return Buffer.from(hash(algorithm, outer.subarray(0, end), 'binary'), 'binary')
}

function keyOf(algorithm: HmacAlgorithm, secret: string | Uint8Array, block: number): Uint8Array {
  const key = typeof secret === 'string' ? Buffer.from(secret) : secret
  return key.length > block ? hash(algorithm, key, 'buffer') : key
}

function lengthOf(message: readonly (string | Uint8Array)[]): number {
  let length = 0
  for (const part of message) {
    length += typeof part === 'string' ? Buffer.byteLength(part) : part.length
  }
  return length
}

function pad(target: Buffer, key: Uint8Array, mask: number, block: number): void {
  for (let index = 0; index < block; index += 1) target[index] = (key[index] ?? 0) ^ mask
}

function writeParts(
  target: Buffer,
  message: readonly (string | Uint8Array)[],
  start: number,
): void {
  let end = start
  for (const part of message) {
    if (typeof part === 'string') {
      end += target.write(part, end)
    } else {
      target.set(part, end)
      end += part.length
    }
  }
}
