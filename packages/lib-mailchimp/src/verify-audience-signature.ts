import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { refuse, signingSecrets, timedSignature } from '@conduit/core'
import type { AudienceSettings } from './audience-settings.ts'

const verifyTimed = timedSignature({ header: 'x-mailchimp-signature', scheme: 'v1' })

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
  request: WebhookRequest,
  integration: Integration<AudienceSettings>,
): Proof {
  const { method, bytes, header } = request
  const { settings } = integration
  if (method !== 'POST' || bytes.length === 0) return { handshake: { text: '' } }
  const hasSecret = signingSecrets(settings).some(secret => secret !== undefined)
  if (hasSecret) return verifyTimed(request, integration)
  const isSigned = header('x-mailchimp-signature') !== undefined
  if (settings.apiKey === undefined && !isSigned) return 'unsigned'
  const detail = 'the webhook signs, and its secret is not configured'
  refuse('unavailable', 'secret_missing', { detail })
}
