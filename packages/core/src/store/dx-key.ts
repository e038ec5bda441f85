import { hash, randomBytes } from 'node:crypto'

const prefix = 'dxk_'

/** A new DX Key: `dxk_` and 32 random bytes, base64url. Shown once, stored as its SHA-256. */
export function generateDxKey(): string {
  return dxKeyFromBytes(randomBytes(32))
}

/** Hex SHA-256 of a DX Key; enough, because the key is random and long. */
export function hashKey(key: string): string {
  return hash('sha256', key, 'hex')
}

/** The 32 bytes of a generated DX Key. */
export function dxKeyToBytes(key: string): Uint8Array {
  const bytes = Buffer.from(key.slice(prefix.length), 'base64url')
  if (!key.startsWith(prefix) || bytes.length !== 32) throw new Error('not a generated DX Key')
  return bytes
}

/** The DX Key of these 32 bytes. */
export function dxKeyFromBytes(bytes: Uint8Array): string {
  return prefix + Buffer.from(bytes).toString('base64url')
}

/** DID of an object: `did:dep:` and the hex SHA3-256 of its UUID's text. */
export function didOf(uuid: string): string {
  return `did:dep:${hash('sha3-256', uuid, 'hex')}`
}
