import type { KeyedHash } from './keyed-hash.ts'

/**
 * The token of an identifier as text: the id of its master key, a dot, the hash in base64url.
 *
 * @example
 * formatToken('k1', token) // 'k1.k8X8Ha1LR3YyTGT4QFLJ0Gb811RBsT4KSoi6-2HqekY'
 */
export function formatToken(keyId: string, hash: KeyedHash): string {
  return `${keyId}.${Buffer.from(hash, 'hex').toString('base64url')}`
}
