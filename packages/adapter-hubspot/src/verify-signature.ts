import { createHash } from 'node:crypto'
import {
  type Integration,
  isSameText,
  type Proof,
  refuse,
  signingSecrets,
  usableSecrets,
  verifyHmac,
  type WebhookRequest,
} from '@conduit/core'
import type { Settings } from './settings.ts'
import { calledUri, signedUri } from './signed-uri.ts'

const tolerance = 300_000

/**
 * Version 3 of the signature: HMAC-SHA256 in base64 over method, URL, body and time. If it is there
 * it alone decides. The older versions hold no time, and count only where the settings allow it.
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  const secrets = usableSecrets(signingSecrets(settings))
  const uri = calledUri(request.url, settings)
  const signature = request.header('x-hubspot-signature-v3')
  if (signature === undefined) {
    if (!settings.acceptLegacySignatures) refuse('unauthorized', 'signature_missing')
    verifyLegacy(request, secrets, uri)
    return 'signed'
  }
  const timestamp = request.header('x-hubspot-request-timestamp') ?? ''
  checkAge(timestamp, request.receivedAt)
  const message = [request.method, signedUri(uri), request.bytes, timestamp]
  verifyHmac({ secrets, message, signatures: [signature], encoding: 'base64' })
  return 'signed'
}

/** Unix milliseconds; exactly five minutes still pass, either way. */
function checkAge(timestamp: string, receivedAt: Date): void {
  if (!/^\d{13}$/.test(timestamp))
    refuse('unauthorized', 'timestamp_unreadable', { detail: 'timestamp is not in milliseconds' })
  if (Math.abs(receivedAt.getTime() - Number(timestamp)) > tolerance) {
    refuse('unauthorized', 'timestamp_outside_window')
  }
}

/** A plain SHA-256 in hex: version 1 over secret and body, version 2 with method and URL between. */
function verifyLegacy(request: WebhookRequest, secrets: readonly string[], uri: string): void {
  const version = request.header('x-hubspot-signature-version')
  if (version !== 'v1' && version !== 'v2')
    refuse('unauthorized', 'signature_missing', { detail: 'no version of the signature' })
  const given = request.header('x-hubspot-signature')?.toLowerCase()
  const between = version === 'v2' ? request.method + uri : ''
  const isSigned = secrets.some(secret => {
    const hash = createHash('sha256').update(secret + between)
    return isSameText(given, hash.update(request.bytes).digest('hex'))
  })
  if (!isSigned) refuse('unauthorized', 'signature_mismatch')
}
