import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { refuse, signingSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * Is this an outbound message? By the rule by which a body's format is chosen: content type, else
 * first byte. So what passes as SOAP is never read as JSON.
 */
export function isSoap(request: WebhookRequest): boolean {
  const type = request.header('content-type')?.trim() ?? ''
  if (type !== '') return /^(?:text|application)\/xml\s*(?:;|$)/i.test(type)
  return Buffer.from(request.bytes.subarray(0, 64)).toString().trimStart().startsWith('<')
}

/**
 * Outbound messages carry no signature. JSON must be signed once there is a secret to sign it with:
 * `X-Salesforce-Signature: sha256=<hex>`, HMAC-SHA256 over the body as sent, without a time.
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const { onlySigned = false } = settings
  if (isSoap(request))
    return onlySigned
      ? refuse('unauthorized', 'signature_missing', { detail: 'SOAP is off' })
      : 'unsigned'
  const secrets = signingSecrets(settings)
  if (!onlySigned && secrets.every(secret => secret === undefined)) return 'unsigned'
  const header = request.header('x-salesforce-signature') ?? ''
  verifyHmac({
    secrets,
    message: [request.bytes],
    signatures: [/^sha256=([0-9a-f]{64})$/.exec(header)?.[1] ?? ''],
    encoding: 'hex',
  })
  return 'signed'
}
