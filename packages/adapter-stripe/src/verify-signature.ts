import { isUtf8 } from 'node:buffer'
import {
  type Connection,
  checkTimestamp,
  type Proof,
  refuse,
  signingSecrets,
  usableSecrets,
  type WebhookRequest,
} from '@conduit/core'
import Stripe from 'stripe'
import type { Settings } from './settings.ts'

const tolerance = 300

/**
 * `Stripe-Signature: t=…,v1=…`, checked by Stripe's own SDK against each secret.
 *
 * The SDK decodes the bytes to text before it hashes them, which drops a byte order mark and makes
 * one signature fit several bodies that are not UTF-8; and it accepts any time in the future. Both
 * are refused here first.
 *
 * @see https://docs.stripe.com/webhooks/signatures
 */
export function verifySignature(
  { bytes, header, receivedAt }: WebhookRequest,
  { settings }: Connection<Settings>,
): Proof {
  const secrets = usableSecrets(signingSecrets(settings))
  // A proxy may fold the header with blanks after its commas.
  const signature = header('stripe-signature')?.replaceAll(/\s+/g, '')
  if (signature === undefined) refuse('unauthorized', 'signature header missing')
  const body = Buffer.from(bytes)
  if (!isUtf8(body) || body[0] === 0xef) refuse('unauthorized', 'body is not plain UTF-8')
  checkTimestamp(/(?:^|,)t=([^,]*)/.exec(signature)?.[1] ?? '', receivedAt, tolerance)
  if (!secrets.some(secret => isSigned(body, signature, secret, receivedAt.getTime()))) {
    refuse('unauthorized', 'signature does not match')
  }
  return 'signed'
}

function isSigned(body: Buffer, header: string, secret: string, receivedAt: number): boolean {
  const { signature } = Stripe.webhooks
  try {
    signature?.verifyHeader(body, header, secret, tolerance, undefined, receivedAt)
    return signature !== null
  } catch {
    // The SDK's messages quote the header; ours says less.
    return false
  }
}
