import { createHmac } from 'node:crypto'

/** Headers with which Mailchimp sends this body at this time: what `verifyAudienceSignature` expects. */
export function signAudienceRequest(
  body: string | Uint8Array,
  secret: string,
  at: Date,
): Readonly<Record<string, string>> {
  const time = Math.floor(at.getTime() / 1000)
  const hmac = createHmac('sha256', secret).update(`${time}.`).update(body)
  return { 'x-mailchimp-signature': `t=${time},v1=${hmac.digest('hex')}` }
}
