import { type Connection, type Proof, verifyBody, type WebhookRequest } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `intuit-signature`: base64 of HMAC-SHA256 over the bytes. The verifier token looks like a UUID and
 * is used as the text that it is. Nothing else is signed, no time either.
 * @see https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const { signingSecret, previousSigningSecrets = [] } = settings
  verifyBody(request, {
    header: 'intuit-signature',
    secrets: [signingSecret, ...previousSigningSecrets],
    encoding: 'base64',
  })
  return 'signed'
}
