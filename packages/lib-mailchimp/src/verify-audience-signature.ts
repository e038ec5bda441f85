import type { Connection, Proof, WebhookRequest } from '@conduit/core'
import { checkTimestamp, refuse, signingSecrets, verifyHmac } from '@conduit/core'
import type { AudienceSettings } from './audience-settings.ts'

/**
 * `X-Mailchimp-Signature: t=…,v1=…`: HMAC-SHA256 over time, dot and body, at most five minutes off.
 *
 * The URL check is a GET before the secret exists, and answered; so is a POST without a body, which
 * says nothing. Webhooks from before signing have no secret, and are taken as unsigned as long as
 * none is configured, nor a key that registers one that signs. One that does sign waits for its secret.
 *
 * @throws `unauthorized`; `unavailable` if the secret is missing or empty
 * @see https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/
 */
export function verifyAudienceSignature(
  { method, bytes, receivedAt, header }: WebhookRequest,
  { settings }: Connection<AudienceSettings>,
): Proof {
  if (method !== 'POST' || bytes.length === 0) return { handshake: { text: '' } }
  const signature = header('x-mailchimp-signature')
  const secrets = signingSecrets(settings)
  const hasSecret = secrets.some(secret => secret !== undefined)
  if (!hasSecret && settings.apiKey === undefined && signature === undefined) return 'unsigned'
  if (!hasSecret) refuse('unavailable', 'the webhook signs, and its secret is not configured')
  const entries = (signature ?? '').split(',').map(entry => entry.trim())
  const [time = '', ...otherTimes] = valuesOf(entries, 't')
  if (otherTimes.length > 0) refuse('unauthorized', 'several times in the signature')
  verifyHmac({
    secrets,
    message: [`${time}.`, bytes],
    signatures: valuesOf(entries, 'v1'),
    encoding: 'hex',
  })
  checkTimestamp(time, receivedAt)
  return 'signed'
}

function valuesOf(entries: readonly string[], name: string): readonly string[] {
  const start = `${name}=`
  return entries.flatMap(entry => (entry.startsWith(start) ? [entry.slice(start.length)] : []))
}
