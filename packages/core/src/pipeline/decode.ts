import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import type { Endpoint } from '../adapter.ts'
import { ConduitError } from '../errors.ts'
import type { BodyFormat, DecodeLimits } from '../formats/body-format.ts'
import { pickFormat } from '../formats/pick-format.ts'

/** Far beyond any platform's documents, far below what hurts a recursive walk. */
export const decodeLimits: DecodeLimits = { depth: 64, nodes: 200_000 }

const maxFaults = 5
const checks = new WeakMap<TSchema, TypeCheck<TSchema>>()

/**
 * The format that reads this content type.
 * @throws `unsupported_media_type`
 */
export function formatOf(
  endpoint: Endpoint,
  head: { readonly contentType: string | undefined; readonly contentEncoding: string | undefined },
  bytes: Uint8Array,
): BodyFormat {
  const plain = ['', 'identity'].includes(head.contentEncoding?.toLowerCase() ?? '')
  const format = plain ? pickFormat(endpoint.formats, head.contentType, bytes) : null
  if (format === null) throw new ConduitError('unsupported_media_type')
  return format
}

/**
 * Checks a decoded document against the endpoint's envelope. Nothing is coerced or removed: what
 * was signed stays as it is.
 * @throws `invalid` with the pointer of each fault, never with its value
 */
export function checkEnvelope(endpoint: Endpoint, payload: unknown): void {
  const check = checks.get(endpoint.payload) ?? TypeCompiler.Compile(endpoint.payload)
  checks.set(endpoint.payload, check)
  if (check.Check(payload)) return
  const faults = []
  for (const error of check.Errors(payload)) {
    faults.push({ pointer: error.path, detail: error.message })
    if (faults.length === maxFaults) break
  }
  throw new ConduitError('invalid', { reason: 'envelope does not match', faults })
}
