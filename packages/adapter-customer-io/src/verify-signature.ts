import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { checkTimestamp, signingSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `X-CIO-Signature`: HMAC-SHA256, in hex, of `v0:`, the text of `X-CIO-Timestamp`, a colon and the
 * body. The version is always `v0` and not sent.
 *
 * @see https://docs.customer.io/integrations/api/webhooks/
 */
export function verifySignature(
  { bytes, header, receivedAt }: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const time = header('x-cio-timestamp') ?? ''
  verifyHmac({
    secrets: signingSecrets(settings),
    message: [`v0:${time}:`, bytes],
    signatures: [header('x-cio-signature')],
    encoding: 'hex',
  })
  checkTimestamp(time, receivedAt, settings.toleranceSeconds)
  return 'signed'
}
