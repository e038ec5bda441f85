import { hash } from 'node:crypto'
import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { form, refuse, signingSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

/** Public: it may vouch for a batch without events and for nothing else. */
const checkKey = 'test-webhook'
/** Signed fields are names and texts; there is one today. */
const limits = { depth: 1, nodes: 100 }

/**
 * `X-Mandrill-Signature`: HMAC-SHA1, in base64, of the registered URL and, sorted by name, each
 * field's name and decoded value. The fields are decoded as strictly as the body is later on: what
 * was checked is what will be read.
 *
 * So one signature proves many spellings of a form: they are one delivery, known by its batch.
 *
 * A HEAD, and a batch without events, is how Mandrill checks the URL before there is a key.
 *
 * @throws `unauthorized`; `invalid` for bodies that are no flat form; `unavailable` without a key
 * @see https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
export function verifyMandrillSignature(
  { method, url, bytes, header }: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  if (method !== 'POST') return { handshake: { text: '' } }
  const signature = header('x-mandrill-signature')
  if (signature === undefined) refuse('unauthorized', 'signature_missing')
  const fields = form().decode(bytes, limits) as Record<string, string>
  const names = Object.keys(fields).sort()
  const { mandrill_events: batch } = fields
  const isCheck = names.length === 1 && batch === '[]'
  const signed = names.flatMap(name => [name, fields[name] ?? ''])
  verifyHmac({
    algorithm: 'sha1',
    secrets: [...signingSecrets(settings), ...(isCheck ? [checkKey] : [])],
    message: [settings.webhookUrl ?? url, ...signed],
    signatures: [signature],
    encoding: 'base64',
  })
  if (isCheck) return { handshake: { text: '' } }
  return { signedDigest: hash('sha256', batch ?? signed.join(''), 'hex') }
}
