import { hashBytes, hashOf, type KeyedHash } from './keyed-hash.ts'
import type { ControllerKeys } from './keyring.ts'
import type { Canonical } from './normalise/canonical.ts'

/** A pseudonymised identifier: equal for equal identifiers of one controller, and telling nothing without the key. */
export interface IdentifierToken {
  /** What is identified: `email`, `email_base`, `phone`, `account_id`. */
  readonly kind: string
  /** The master key behind it. */
  readonly keyId: string
  /** The rule that made the canonical form. */
  readonly normaliser: string
  /** 32 bytes. Never stored shorter. */
  readonly hash: Uint8Array
}

/**
 * The token of an identifier:
 * `HMAC-SHA-256(K(kind), "v1" NUL kind NUL normaliser NUL value)`.
 *
 * It is pseudonymised personal data: whoever holds the master key can test a guess against it.
 *
 * @param keys the controller's keys
 * @param keyId the master key; the active one to store, each of `keyring.ids` to look up
 * @param kind what is identified, also the label of the key
 * @param canonical what a normaliser gave; an alias goes in as a value of its own
 * @throws {KeyringError} `unknown_key`, `bad_label`
 * @example
 * const email = normaliseEmail('jane@example.com')
 * if ('ok' in email) identifierToken(keys, keyring.active, 'email', email.ok)
 */
export function identifierToken(
  keys: ControllerKeys,
  keyId: string,
  kind: string,
  canonical: Pick<Canonical, 'normaliser' | 'value'>,
): IdentifierToken {
  const hash = hashBytes(keys.tokenHasher(kind, keyId)(canonical))
  return { kind, keyId, normaliser: canonical.normaliser, hash }
}

/**
 * A token as text: the id of its master key, a dot, the hash in base64url.
 *
 * @example
 * formatToken(token) // 'k1.k8X8Ha1LR3YyTGT4QFLJ0Gb811RBsT4KSoi6-2HqekY'
 */
export function formatToken(token: {
  readonly keyId: string
  readonly hash: KeyedHash | Uint8Array
}): string {
  const hash = typeof token.hash === 'string' ? token.hash : hashOf(token.hash)
  return `${token.keyId}.${Buffer.from(hash, 'hex').toString('base64url')}`
}

/**
 * The keyed hash of what is compared and never read: event identities, fetch keys. Each part is
 * preceded by its length, so `('a', 'bc')` and `('ab', 'c')` differ.
 *
 * @param keys the controller's keys
 * @param keyId the master key
 * @param label what the hash is for, also the label of the key
 * @param parts any texts, in an order that is part of the hash
 * @returns 32 bytes
 * @throws {KeyringError} `unknown_key`, `bad_label`
 * @example
 * keyedHash(keys, keyring.active, 'event', integration.id, event.id)
 */
export function keyedHash(
  keys: ControllerKeys,
  keyId: string,
  label: string,
  ...parts: readonly string[]
): Uint8Array {
  return hashBytes(keys.hasher(label, keyId)(...parts))
}
