import type { VerifyPosition } from '@conduit/db/audit'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const shape = Type.Object({
  size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  hashes: Type.Array(Type.String({ pattern: '^[0-9a-f]{64}$' }), { maxItems: 53 }),
  latest: Type.Number(),
  signedAt: Type.Number(),
})

/** A position as whoever asks part by part hands it back. Whoever writes one deceives nobody else. */
export function positionText({ hashes, ...rest }: VerifyPosition): string {
  const encoded = hashes.map(hash => Buffer.from(hash).toString('hex'))
  return Buffer.from(JSON.stringify({ ...rest, hashes: encoded })).toString('base64url')
}

/** Reads one; null: it is none. */
export function readPosition(text: string): VerifyPosition | null {
  const value = parsed(Buffer.from(text, 'base64url').toString())
  if (!Value.Check(shape, value)) return null
  const ones = [...value.size.toString(2)].filter(bit => bit === '1').length
  if (value.hashes.length !== ones) return null
  return { ...value, hashes: value.hashes.map(hash => Buffer.from(hash, 'hex')) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
