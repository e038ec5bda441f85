import { hash } from 'node:crypto'
import type { KeyedHash } from './keyed-hash.ts'

const blockLength = 64
const digestLength = 32
const scratchLength = 2048

/**
 * HMAC-SHA-256 under one key, for messages that all begin alike. Everything that does not depend
 * on the rest of a message is made once.
 */
export interface Hmac {
  /** K ⊕ ipad, and how every message begins. */
  readonly head: Uint8Array
  /** K ⊕ opad, and room for the inner digest. */
  readonly outer: Buffer
}

// Whatever is hashed is written here first. Nothing waits between writing and hashing, so that all
// can share it. The last text stays until the next one is written, as every text stays in memory
// until it is collected.
const scratch = Buffer.allocUnsafeSlow(scratchLength)
// Views of it by their length: making one is a tenth of what a hash costs.
const views: Buffer[] = []

/**
 * @param key at most 64 bytes
 * @param start how every message begins
 */
export function prepareHmac(key: Uint8Array, start: string): Hmac {
  if (key.length > blockLength) throw new RangeError('an HMAC key is at most 64 bytes long')
  const prefix = Buffer.from(start)
  // Never of Buffer's common pool: it holds the key.
  const head = Buffer.alloc(blockLength + prefix.length, 0x36)
  const outer = Buffer.alloc(blockLength + digestLength, 0x5c)
  for (const [index, byte] of key.entries()) {
    head[index] = byte ^ 0x36
    outer[index] = byte ^ 0x5c
  }
  head.set(prefix, blockLength)
  return { head, outer }
}

/**
 * A buffer that begins with `hmac.head`; what is written behind it goes to {@link digest} before
 * anything else is hashed.
 *
 * @param room bytes that will follow, at most
 */
export function beginMessage({ head }: Hmac, room: number): Buffer {
  const length = head.length + room
  const message = length <= scratchLength ? scratch : Buffer.allocUnsafeSlow(length)
  message.set(head)
  return message
}

/**
 * HMAC(K, m) = H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ m)), by two digests in one call each. `createHmac`
 * gives the same and costs two and a half times as much, most of it for the object it makes.
 *
 * @param message what {@link beginMessage} gave
 * @param end where the message ends in it
 */
export function digest({ outer }: Hmac, message: Buffer, end: number): KeyedHash {
  outer.write(hash('sha256', viewOf(message, end), 'binary'), blockLength, 'binary')
  return hash('sha256', outer, 'hex') as KeyedHash
}

function viewOf(message: Buffer, end: number): Buffer {
  if (message !== scratch) return message.subarray(0, end)
  const view = views[end] ?? scratch.subarray(0, end)
  views[end] = view
  return view
}
