import type { JsonObject, Samples } from '@conduit/core'
import { type Addressing, address, type PlainRequest, type Recording } from '@conduit/recordings'

/** Where a recorded request goes and what signs it. */
export interface Addressee extends Addressing {
  readonly samples: Samples
  /** As the server will verify with: the operator's options included. */
  readonly settings: JsonObject
}

/**
 * Makes a recorded request ready to be sent: to our own URL, with our own credential, as of now and
 * signed anew. A recording that must be refused as not proven keeps the signature that it has, and
 * so does one that only the platform can sign.
 */
export async function webhookRequest(
  recording: Recording,
  addressee: Addressee,
  at: Date,
): Promise<PlainRequest> {
  const { samples, settings } = addressee
  const recorded = recording.request ?? recording.poll?.request
  if (recorded === undefined) throw new Error('a recording without a request')
  // A signed URL is signed anew like the rest.
  const { url: _recorded, ...unsigned } = recorded
  const asRecorded = await address(recording, unsigned, addressee)
  if (recording.expect.status === 401) return asRecorded
  const fresh = samples.refresh?.(asRecorded, at) ?? asRecorded
  const signed = samples.sign(fresh, settings, at)
  if (signed === null) return asRecorded
  return { ...fresh, headers: resign(fresh.headers, signed), body: Buffer.from(fresh.body) }
}

/** Puts new signatures in the place of the recorded ones; what came without any stays so. */
function resign(
  headers: Readonly<Record<string, string>>,
  signed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = new Set(Object.keys(signed).map(name => name.toLowerCase()))
  const kept = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()))
  const wasSigned = kept.length < Object.keys(headers).length
  return wasSigned ? { ...Object.fromEntries(kept), ...signed } : headers
}
