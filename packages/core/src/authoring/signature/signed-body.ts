import type { Integration } from '../../contract/adapter.ts'
import type { Proof, WebhookRequest } from '../../contract/event.ts'
import { type HmacCheck, verifyHmac } from './hmac.ts'
import { type SigningSettings, signingSecrets } from './signing-secrets.ts'

/** How a platform signs the body in one header. */
export interface BodySignature extends Pick<HmacCheck, 'encoding' | 'algorithm'> {
  readonly header: string
  /** Stands in front of the signature, `sha256=`; what lacks it is no signature. */
  readonly prefix?: string
}

/**
 * `verifySignature` by the commonest scheme: an HMAC of the body, as received, in one header, by the
 * secret or one of the previous secrets of the settings.
 *
 * @throws as `verifyHmac`
 * @example verifySignature: signedBody({ header: 'x-acme-signature', encoding: 'base64' })
 */
export function signedBody({
  header,
  prefix = '',
  ...scheme
}: BodySignature): (request: WebhookRequest, integration: Integration<SigningSettings>) => Proof {
  return (request, { settings }) => {
    const sent = request.header(header)
    const signature = sent?.startsWith(prefix) === true ? sent.slice(prefix.length) : undefined
    const signatures = [sent === undefined ? undefined : (signature ?? '')]
    verifyHmac({
      ...scheme,
      secrets: signingSecrets(settings),
      message: [request.bytes],
      signatures,
    })
    return 'signed'
  }
}
