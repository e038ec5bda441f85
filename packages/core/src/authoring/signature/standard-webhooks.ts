import { createPublicKey, verify } from 'node:crypto'
import { refuse } from '../../contract/errors.ts'
import type { WebhookRequest } from '../../contract/event.ts'
import { decodeExactly, usableSecrets, verifyHmac } from './hmac.ts'
import { checkTimestamp } from './timestamp.ts'

/** The three headers of Standard Webhooks as they were sent; empty where one is missing. */
export interface StandardWebhookHeaders {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
}

/** Keys of a sender: `whsec_…` for `v1`, `whpk_…` for `v1a`. */
export interface StandardWebhookKeys {
  readonly secrets: readonly string[]
  readonly publicKeys: readonly string[]
}

/**
 * Verifies a delivery by Standard Webhooks: `v1` is HMAC-SHA256, `v1a` ed25519, over
 * `id.timestamp.body`. One entry of the list that fits one key is enough; unknown versions are
 * passed over. At most 300 s off, both ways.
 *
 * @throws `unavailable` if no key is set; `unauthorized`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function verifyStandardWebhook(request: WebhookRequest, keys: StandardWebhookKeys): void {
  const { id, timestamp, signature } = standardWebhookHeaders(request)
  // A dot could move the border between id and time.
  if (!/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(id)) {
    refuse('unauthorized', 'header_missing', { detail: 'no id in the headers' })
  }
  checkTimestamp(timestamp, request.receivedAt)
  const message = [`${id}.${timestamp}.`, request.bytes]
  const publicKeys = keys.publicKeys.map(standardPublicKey)
  const secrets = keys.secrets.map(standardSecret)
  usableSecrets([...publicKeys, ...secrets])
  if (isSignedByAny(publicKeys, message, entriesOf(signature, 'v1a'))) return
  if (secrets.every(secret => secret === null)) refuse('unauthorized', 'signature_mismatch')
  verifyHmac({ secrets, message, signatures: entriesOf(signature, 'v1'), encoding: 'base64' })
}

/**
 * Reads `webhook-id`, `webhook-timestamp`, `webhook-signature`, or the same three of older senders,
 * `svix-…`. Never a mixture: the id that is believed has to be the one that was signed.
 */
export function standardWebhookHeaders(
  request: Pick<WebhookRequest, 'header'>,
): StandardWebhookHeaders {
  const prefix = request.header('webhook-id') === undefined ? 'svix' : 'webhook'
  const header = (name: string) => request.header(`${prefix}-${name}`) ?? ''
  return { id: header('id'), timestamp: header('timestamp'), signature: header('signature') }
}

/** Bytes of `whsec_…`, with or without that prefix; null if it is not 24 to 64 bytes of base64. */
export function standardSecret(secret: string): Uint8Array | null {
  const bytes = decodeExactly(secret.replace(/^whsec_/, ''), 'base64')
  return bytes !== null && bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

/** Bytes of `whpk_…`; null if it is not such a key. */
export function standardPublicKey(key: string): Uint8Array | null {
  const bytes = key.startsWith('whpk_') ? decodeExactly(key.slice(5), 'base64') : null
  return bytes?.length === 32 ? bytes : null
}

/** Signatures of one version out of `v1,… v1a,… v2,…`. */
function entriesOf(list: string, version: string): readonly string[] {
  const start = `${version},`
  return list
    .split(' ')
    .flatMap(entry => (entry.startsWith(start) ? [entry.slice(start.length)] : []))
}

function isSignedByAny(
  keys: readonly (Uint8Array | null)[],
  message: readonly (string | Uint8Array)[],
  signatures: readonly string[],
): boolean {
  const given = signatures.flatMap(text => decodeExactly(text, 'base64') ?? [])
  const bytes = Buffer.concat(message.map(part => Buffer.from(part)))
  return keys.some(key => {
    if (key === null) return false
    const x = Buffer.from(key).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return given.some(signature => verify(null, bytes, publicKey, signature))
  })
}
