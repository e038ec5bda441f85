import {
  checkTimestamp,
  type Integration,
  type Proof,
  refuse,
  signingSecrets,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** Proves that the platform sent exactly these bytes. */
export function verifySignature(
  { bytes, header, method, query, receivedAt }: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  // #region signature
  // @see https://loyalty-lane.example/docs/webhooks#signatures
  // Sent unsigned when a webhook is saved. What anybody can have echoed must be harmless.
  const text = query('challenge') ?? ''
  if (method === 'GET' && /^\w{1,64}$/.test(text)) return { handshake: { text } }
  // Reasons are for the operator: they never quote the request.
  const time = header('x-lane-timestamp') ?? refuse('unauthorized', 'timestamp_missing')
  checkTimestamp(time, receivedAt)
  verifyHmac({
    secrets: signingSecrets(settings),
    message: [time, '.', bytes],
    signatures: [header('x-lane-signature')],
    encoding: 'hex',
  })
  return 'signed'
  // #endregion
}
