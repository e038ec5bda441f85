import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { signingSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `X-NetSuite-Signature`: HMAC-SHA256 over the bytes by the shared secret as UTF-8, written as hex in
 * either case (`N/crypto` writes capitals) or as base64, with or without `sha256=`. No time is signed.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_4418229131.html
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const signature = request.header('x-netsuite-signature')?.replace(/^sha256=/i, '')
  verifyHmac({
    secrets: signingSecrets(settings),
    message: [request.bytes],
    signatures: [signature],
    encoding: /^[0-9a-f]{64}$/i.test(signature ?? '') ? 'hex' : 'base64',
  })
  return 'signed'
}
