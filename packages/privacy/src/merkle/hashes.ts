import { hash } from 'node:crypto'

/** Bytes of a hash. */
export const hashLength = 32

/** Root of a tree without leaves. */
export const emptyRoot: Uint8Array = hash('sha256', Buffer.alloc(0), 'buffer')

const pair = Buffer.alloc(1 + 2 * hashLength)
pair[0] = 1

/**
 * Hash of a leaf, as RFC 6962 has it: one can never be taken for a node.
 *
 * @param text what stands in the leaf
 */
export function leafHash(text: string): Buffer {
  return hash('sha256', `\0${text}`, 'buffer')
}

/** Hash of what stands over two others. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1)
  pair.set(right, 1 + hashLength)
  return hash('sha256', pair, 'buffer')
}

export function isSameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
