import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { signingSecrets, usableSecrets, verifyHmac } from '@conduit/core'
import { secretSpellings } from './secret-spellings.ts'
import type { Settings } from './settings.ts'

const headersOfEvents = ['Source', 'Topic', 'Resource', 'Event', 'Signature', 'ID', 'Delivery-ID']
const longestPing = 40

/**
 * `X-WC-Webhook-Signature`: HMAC-SHA256 of the body in base64, by the webhook's secret. Topic and
 * delivery id are not signed, and there is no time: `parseEvent` makes up for it where it can.
 *
 * @see https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  if (isPing(request)) return { handshake: { text: '' } }
  verifyHmac({
    secrets: usableSecrets(signingSecrets(settings)).flatMap(secretSpellings),
    message: [request.bytes],
    signatures: [request.header('x-wc-webhook-signature')],
    encoding: 'base64',
  })
  return 'signed'
}

/** The call that a shop makes while a webhook is saved: a form of one field, and no header of ours. */
function isPing(request: WebhookRequest): boolean {
  const [type = ''] = (request.header('content-type') ?? '').toLowerCase().split(';')
  return (
    request.bytes.length <= longestPing &&
    type.trim() === 'application/x-www-form-urlencoded' &&
    headersOfEvents.every(name => request.header(`x-wc-webhook-${name}`) === undefined) &&
    /^webhook_id=\d+$/.test(Buffer.from(request.bytes).toString('latin1'))
  )
}
