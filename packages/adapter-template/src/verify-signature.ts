import {
  type Connection,
  checkTimestamp,
  type Proof,
  refuse,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** Proves that the platform sent exactly these bytes. */
export function verifySignature(
  { bytes, header, method, query, receivedAt }: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  // #region signature
  // @see https://loyalty-lane.example/docs/webhooks#signatures
  // Sent unsigned when a webhook is saved. What anybody can have echoed must be harmless.
  const text = query('challenge') ?? ''
  if (method === 'GET' && /^\w{1,64}$/.test(text)) return { handshake: { text } }
  // Reasons are for the operator: they never quote the request.
  const time = header('x-lane-timestamp') ?? refuse('unauthorized', 'timestamp header missing')
  const signature = header('x-lane-signature') ?? refuse('unauthorized', 'signature header missing')
  checkTimestamp(time, receivedAt)
  verifyHmac({
    secrets: [settings.signingSecret, ...(settings.previousSigningSecrets ?? [])],
    message: [time, '.', bytes],
    signatures: [signature],
    encoding: 'hex',
  })
  return 'signed'
  // #endregion
}
