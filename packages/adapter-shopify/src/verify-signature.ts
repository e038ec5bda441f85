import { type Connection, type Proof, verifyBody, type WebhookRequest } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `X-Shopify-Hmac-Sha256`: HMAC-SHA256 of the body in base64, by the oldest secret of the app that
 * is not revoked. No header is signed, and there is no time: `parseEvent` makes up for it where it
 * can. The preview of “Events” has other header names, and is refused here.
 *
 * @see https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const { signingSecret, previousSigningSecrets = [] } = settings
  // The review of an app sends bad signatures and looks for 401; a missing one is one.
  verifyBody(request, {
    header: 'x-shopify-hmac-sha256',
    secrets: [signingSecret, ...previousSigningSecrets],
    encoding: 'base64',
  })
  return 'signed'
}
