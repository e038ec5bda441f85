import { type Connection, type Proof, verifyBody, type WebhookRequest } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `x-xero-signature`: base64 of HMAC-SHA256 over the bytes. The key looks like base64 and is used as
 * the text that it is. “Intent to receive” is signed like any batch, some of its calls wrongly on
 * purpose: Xero switches the webhook on if those get 401.
 * @see https://developer.xero.com/documentation/guides/webhooks/configuring-your-server/
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const { signingSecret, previousSigningSecrets = [] } = settings
  verifyBody(request, {
    header: 'x-xero-signature',
    secrets: [signingSecret, ...previousSigningSecrets],
    encoding: 'base64',
  })
  return 'signed'
}
