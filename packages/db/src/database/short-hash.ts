import type { KeyedHash } from '@conduit/privacy'

/** The first 16 bytes of a keyed hash, as the `shortHash` columns hold them. */
export const shortOf: (hash: KeyedHash) => string = uuidOf

/** The first 16 bytes of hexadecimal text as a UUID. */
export function uuidOf(hex: string): string {
  const [a, b, c] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)]
  return `${a}-${b}-${c}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
