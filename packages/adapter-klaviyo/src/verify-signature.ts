import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { isSameText, refuse, signingSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

const ofSystem = ['klaviyo-signature', 'klaviyo-timestamp', 'klaviyo-webhook-id']

/**
 * System webhooks: hex HMAC-SHA256 over the body and the text of `Klaviyo-Timestamp`, no separator.
 * Flow webhooks are not signed: they bring a secret of ours, where the integration has one. A call
 * with any header of a system webhook is never taken for one of a flow.
 *
 * Whether a batch is of this webhook and of today stands in its body: see `parseEvent`.
 *
 * @see https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const headers = ofSystem.map(name => request.header(name))
  if (headers.every(value => value === undefined)) return verifyFlow(request, settings)
  const [signature = '', timestamp = ''] = headers
  verifyHmac({
    secrets: signingSecrets(settings),
    message: [request.bytes, timestamp],
    signatures: [signature],
    encoding: 'hex',
  })
  return 'signed'
}

function verifyFlow(request: WebhookRequest, { flowSecretHeader, flowSecret }: Settings): Proof {
  const given = flowSecretHeader && request.header(flowSecretHeader)
  if (given && flowSecret && isSameText(given, flowSecret)) return 'unsigned'
  refuse('unauthorized', 'signature_missing', {
    detail: 'neither a signature nor the secret of flows',
  })
}
