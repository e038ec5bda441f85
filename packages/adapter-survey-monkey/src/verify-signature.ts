import type { Integration, Proof, WebhookRequest } from '@conduit/core'
import { isSameText, refuse, signingSecrets, usableSecrets, verifyHmac } from '@conduit/core'
import type { Settings } from './settings.ts'

/**
 * `Sm-Signature`: base64 of HMAC-SHA1 over the bytes, the key being `<client id>&<client secret>`.
 * The client id is that of the settings: `Sm-Apikey` is a claim, and may only agree with it.
 *
 * `HEAD` is how SurveyMonkey tries a URL before it makes the webhook; it is never signed.
 *
 * @see https://api.surveymonkey.com/v3/docs#webhooks
 */
export function verifySignature(
  request: WebhookRequest,
  { settings }: Integration<Settings>,
): Proof {
  if (request.method === 'HEAD') return { handshake: { text: '' } }
  const { clientId, authorization } = settings
  if ((request.header('sm-apikey') ?? clientId) !== clientId) {
    refuse('unauthorized', 'other_sender', { detail: 'signed for another app' })
  }
  // Told apart before the client id is put in front: an empty secret would not look empty any more.
  const secrets = usableSecrets(signingSecrets(settings))
  verifyHmac({
    algorithm: 'sha1',
    secrets: secrets.map(secret => `${clientId}&${secret}`),
    message: [request.bytes],
    signatures: [request.header('sm-signature')?.trim()],
    encoding: 'base64',
  })
  if (authorization !== undefined && !isSameText(request.header('authorization'), authorization)) {
    refuse('unauthorized', 'credential_unknown', {
      detail: 'not the authorization that was agreed on',
    })
  }
  return 'signed'
}
