import { hash } from 'node:crypto'
import type { KeyedHash } from './keyed-hash.ts'
import type { Canonical } from './normalise/canonical.ts'

/**
 * Makes keyed hashes of what is compared and never read: event identities, fetch keys. Each part
 * counts with its length, so `('a', 'bc')` and `('ab', 'c')` differ.
 *
 * @param parts any texts, in an order that is part of the hash
 * @example
 * const hashOfEvent = keys.hasher('event-id')
 * hashOfEvent(event.id)
 */
export type Hasher = (...parts: readonly string[]) => KeyedHash

/**
 * Makes the tokens of one kind of identifier.
 *
 * @param canonical what a normaliser gave; an alias goes in as a value of its own
 * @example
 * const emailToken = keys.tokenHasher('email')
 * const email = normaliseEmail('jane@example.com')
 * if ('ok' in email) emailToken(email.ok)
 */
export type TokenHasher = (canonical: Pick<Canonical, 'normaliser' | 'value'>) => KeyedHash

const blockLength = 64
const digestLength = 32
const scratchLength = 2048
// UTF-8 takes at most three bytes for a code unit of a text.
const utf8Bytes = 3
const utf16Bytes = 2
// Digits and colon of a part's length.
const lengthBytes = 16
const zero = 0x30
const colon = 0x3a

/** A {@link Hasher} with a key of its own, 32 bytes. */
export function createHasher(key: Uint8Array): Hasher {
  const hmac = prepareHmac(key, 'hash/v1\0')
  return (...parts) => {
    let room = 0
    for (const part of parts) room += lengthBytes + utf16Bytes * part.length
    const message = beginMessage(hmac, room)
    let end = hmac.head.length
    for (const part of parts) {
      end = writeNumber(message, part.length, end)
      message[end] = colon
      end += 1
      // A platform may send a lone surrogate, which UTF-8 would turn into the same mark as any other.
      end += message.write(part, end, 'utf16le')
    }
    return digest(hmac, message, end)
  }
}

/** A {@link TokenHasher} for a kind of identifier, with that kind's key, 32 bytes. */
export function createTokenHasher(key: Uint8Array, kind: string): TokenHasher {
  const hmac = prepareHmac(key, `v1\0${kind}\0`)
  return ({ normaliser, value }) => {
    const text = `${normaliser}\0${value}`
    const message = beginMessage(hmac, utf8Bytes * text.length)
    const start = hmac.head.length
    return digest(hmac, message, start + message.write(text, start, 'utf8'))
  }
}

/** Writes a whole number in decimal digits. A text made for it would cost more than the rest of a short part. */
function writeNumber(message: Buffer, number: number, at: number): number {
  const end = number > 9 ? writeNumber(message, Math.floor(number / 10), at) : at
  message[end] = zero + (number % 10)
  return end + 1
}

/**
 * HMAC-SHA-256 under one key, for messages that all begin alike. Everything that does not depend
 * on the rest of a message is made once.
 */
interface Hmac {
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
function prepareHmac(key: Uint8Array, start: string): Hmac {
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
function beginMessage({ head }: Hmac, room: number): Buffer {
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
function digest({ outer }: Hmac, message: Buffer, end: number): KeyedHash {
  outer.write(hash('sha256', viewOf(message, end), 'binary'), blockLength, 'binary')
  return hash('sha256', outer, 'hex') as KeyedHash
}

function viewOf(message: Buffer, end: number): Buffer {
  if (message !== scratch) return message.subarray(0, end)
  const view = views[end] ?? scratch.subarray(0, end)
  views[end] = view
  return view
}
