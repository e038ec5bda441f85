import type { JsonObject, SampleRequest, Samples } from '@conduit/core'

/**
 * A recorded request as the platform would send it at another time: what has to be fresh is, and the
 * proofs of the settings stand in the place of the recorded ones. Names of headers are in lower case.
 *
 * @returns null where the platform signs nothing, with these settings or at all
 */
export function resign(
  samples: Samples,
  request: SampleRequest,
  settings: JsonObject,
  at: Date,
): SampleRequest | null {
  const recorded = { ...request, headers: lowered(request.headers) }
  const fresh = samples.refresh?.(recorded, at) ?? recorded
  const proof = samples.sign(fresh, settings, at)
  if (proof === null) return null
  return withProof({ ...fresh, headers: lowered(fresh.headers) }, lowered(proof))
}

/** A request with these proofs in the place of its own headers of the same names, in any case. */
export function withProof<T extends Pick<SampleRequest, 'headers'>>(
  request: T,
  proof: Readonly<Record<string, string>>,
): T {
  const names = new Set(Object.keys(proof).map(name => name.toLowerCase()))
  const kept = Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase()))
  return { ...request, headers: { ...Object.fromEntries(kept), ...proof } }
}

/** The same headers, their names in lower case; whoever sends them counts the body anew. */
export function lowered(
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return Object.fromEntries(entries.filter(([name]) => name !== 'content-length'))
}
