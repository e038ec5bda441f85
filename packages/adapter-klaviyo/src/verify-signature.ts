import { createHash, timingSafeEqual } from 'node:crypto'
import {
  type Connection,
  checkTimestamp,
  type Proof,
  refuse,
  valueAt,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import type { Settings } from './settings.ts'

const ofSystem = ['klaviyo-signature', 'klaviyo-timestamp', 'klaviyo-webhook-id']
/** Klaviyo repeats a call for two days, and does not say whether with a new time. */
const toleranceSeconds = 49 * 3600

/**
 * System webhooks: hex HMAC-SHA256 over the body and the text of `Klaviyo-Timestamp`, no separator.
 * Flow webhooks are not signed: they bring a secret of ours, where the connection has one. A call
 * with any header of a system webhook is never taken for one of a flow.
 *
 * @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const { signingSecret, previousSigningSecrets = [], webhookId } = settings
  const headers = ofSystem.map(name => request.header(name))
  if (headers.every(value => value === undefined)) return verifyFlow(request, settings)
  const [signature = '', timestamp = '', id = ''] = headers
  verifyHmac({
    secrets: [signingSecret, ...previousSigningSecrets],
    message: [request.bytes, timestamp],
    signatures: [signature],
    encoding: 'hex',
  })
  // Read only now that it is proven. The header with the id is not signed, and the clock of that
  // with the time is hours off: both stand in the body as well.
  const meta = metaOf(request.bytes)
  const isOurs = id !== '' && valueAt(meta, '/klaviyo_webhook_id') === id
  if (!isOurs || (webhookId ?? id) !== id) refuse('unauthorized', 'not of this webhook')
  const sentAt = Date.parse(String(valueAt(meta, '/timestamp')))
  checkTimestamp(String(Math.floor(sentAt / 1000)), request.receivedAt, toleranceSeconds)
  return 'signed'
}

function verifyFlow(request: WebhookRequest, { flowSecretHeader, flowSecret }: Settings): Proof {
  const given = flowSecretHeader && request.header(flowSecretHeader)
  if (given && flowSecret && isSame(given, flowSecret)) return 'unsigned'
  refuse('unauthorized', 'neither a signature nor the secret of flows')
}

function metaOf(bytes: Uint8Array): unknown {
  try {
    const meta = valueAt(JSON.parse(Buffer.from(bytes).toString()), '/meta')
    if (meta !== undefined) return meta
  } catch {
    // The engine's message would quote the body.
  }
  refuse('invalid', 'not a batch of events', '/meta')
}

function isSame(one: string, other: string): boolean {
  const sha256 = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(sha256(one), sha256(other))
}
