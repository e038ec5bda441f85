import { createHash } from 'node:crypto'
import { type Integration, type IntegrationAdapter, isConduitError } from '@conduit/core'
import type { PlainRequest } from '@conduit/recordings'

/**
 * Was this call proven when it was recorded, and is it not any more? So it is where nobody but the
 * platform can sign anew, with a private key, and old signatures are refused.
 */
export function isOutdated(
  adapter: IntegrationAdapter,
  integration: Integration,
  call: PlainRequest,
  recordedAt: Date,
  now: Date,
): boolean {
  return isProven(recordedAt) && !isProven(now)

  function isProven(receivedAt: Date): boolean {
    const bytes = call.body
    const headers = new Map(
      Object.entries(call.headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const request = {
      method: call.method,
      url: call.url,
      bytes,
      digest: createHash('sha256').update(bytes).digest('hex'),
      receivedAt,
      header: (name: string) => headers.get(name.toLowerCase()),
      query: (name: string) => new URL(call.url).searchParams.get(name) ?? undefined,
    }
    try {
      adapter.verifySignature(request, integration)
      return true
    } catch (error) {
      if (isConduitError(error)) return false
      throw error
    }
  }
}
