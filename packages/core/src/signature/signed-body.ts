import type { Connection } from '../adapter.ts'
import type { Proof, WebhookRequest } from '../delivery.ts'
import { type HmacCheck, verifyBody } from './hmac.ts'

/** Settings of a connection whose platform signs with a shared secret. */
export interface SigningSettings {
  readonly signingSecret?: string | null | undefined
  readonly previousSigningSecrets?: readonly string[] | undefined
}

/** The secrets that may have signed, the current one first; not all of them need be set. */
export function signingSecrets(settings: SigningSettings): readonly (string | null | undefined)[] {
  return [settings.signingSecret, ...(settings.previousSigningSecrets ?? [])]
}

/**
 * `verifySignature` by the commonest scheme: an HMAC-SHA256 of the body, as received, in one header,
 * by the secret or one of the previous secrets of the settings.
 *
 * @example verifySignature: signedBody({ header: 'x-acme-signature', encoding: 'base64' })
 */
export function signedBody(
  scheme: Pick<HmacCheck, 'encoding'> & { readonly header: string },
): (request: WebhookRequest, connection: Connection<SigningSettings>) => Proof {
  return (request, { settings }) => {
    verifyBody(request, { ...scheme, secrets: signingSecrets(settings) })
    return 'signed'
  }
}
