import { beginMessage, digest, prepareHmac } from './hmac.ts'
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
