import type { JsonObject, Samples } from '@conduit/core'
import type { Recording } from '@conduit/testing'

type RecordedRequest = NonNullable<Recording['request']>

/** A request as a platform would send it now. */
export interface WebhookCall {
  readonly method: string
  /** As the platform calls it. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Where a recorded request goes and what signs it. */
export interface Addressee {
  readonly samples: Samples
  /** With the credential in its query. */
  readonly webhookUrl: string
  readonly integrationId: string
  /** As the server will verify with: the operator's options included. */
  readonly settings: JsonObject
}

const credentialKeys = ['did', 'dxKey', 'dpid', 'token']
const tokenPlaceholder = '{{CHANNEL_TOKEN}}'

/**
 * Makes a recorded request ready to be sent: to our own URL, with our own credential, as of now and
 * signed anew. A recording that must be refused as not proven keeps the signature that it has, and
 * so does one that only the platform can sign.
 */
export function webhookRequest(
  { credentials, expect }: Recording,
  recorded: RecordedRequest,
  addressee: Addressee,
  at: Date,
): WebhookCall {
  const { samples, settings } = addressee
  const { method, body = '' } = recorded
  const asRecorded = { method, ...address(credentials, recorded, addressee), body }
  const fresh = samples.refresh?.(asRecorded, at) ?? asRecorded
  const signed = expect.status === 401 ? null : samples.sign(fresh, settings, at)
  if (signed === null) return asRecorded
  const { url, headers } = fresh
  return { method, url, headers: resign(headers, signed), body: Buffer.from(fresh.body).toString() }
}

function address(
  credentials: JsonObject,
  recorded: RecordedRequest,
  { webhookUrl, integrationId }: Addressee,
) {
  const url = new URL(webhookUrl)
  const { query = {}, headers = {} } = recorded
  for (const [name, value] of Object.entries(query)) {
    if (!credentialKeys.includes(name)) url.searchParams.append(name, value)
  }
  const own = Object.entries(headers).filter(([name]) => !carriesLength(name))
  // The credential goes where the recording has it: query, header or bearer.
  const token = url.searchParams.get('token')
  if (token !== null && own.some(([, value]) => value === tokenPlaceholder)) {
    url.searchParams.delete('token')
  }
  const dxKey = url.searchParams.get('dxKey')
  if (dxKey !== null && query.dpid !== undefined) {
    url.searchParams.delete('dxKey')
    url.searchParams.set('dpid', integrationId)
  }
  const replace = (value: string) => {
    if (value === tokenPlaceholder) return token ?? value
    const isOurs = [credentials.apiKey, credentials.dxKey].some(key => value === `Bearer ${key}`)
    return isOurs && dxKey !== null ? `Bearer ${dxKey}` : value
  }
  const replaced = own.map(([name, value]): [string, string] => [name, replace(value)])
  return { url: url.href, headers: Object.fromEntries(replaced) }
}

/** Set by whoever sends the body. */
function carriesLength(name: string): boolean {
  return ['content-length', 'connection', 'host'].includes(name.toLowerCase())
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
