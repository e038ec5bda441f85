import type { Integration } from '../../contract/adapter.ts'
import { refuse } from '../../contract/errors.ts'
import type { Proof, WebhookRequest } from '../../contract/event.ts'
import { usableSecrets, verifyHmac } from './hmac.ts'
import { type SigningSettings, signingSecrets } from './signing-secrets.ts'
import { checkTimestamp } from './timestamp.ts'

/** How a platform signs time and body in one header. */
export interface TimedSignature {
  readonly header: string
  /** Name of the entries that hold a signature, `v1`; those of other names are passed over. */
  readonly scheme: string
  /** Seconds that the signed time may be off, both ways; default 300. */
  readonly tolerance?: number
}

/**
 * `verifySignature` by a header of entries, `t=1700000000,v1=…,v1=…`: each `v1` is a hex HMAC-SHA256
 * of time, dot and body. One that fits one of the secrets of the settings is enough. A time that is
 * sent twice is refused: two readers could believe two different ones.
 *
 * @throws `unavailable` if no secret is set; `unauthorized`
 * @example verifySignature: timedSignature({ header: 'acme-signature', scheme: 'v1' })
 */
export function timedSignature({
  header,
  scheme,
  tolerance,
}: TimedSignature): (request: WebhookRequest, integration: Integration<SigningSettings>) => Proof {
  return (request, { settings }) => {
    const secrets = usableSecrets(signingSecrets(settings))
    const sent = request.header(header)
    if (sent === undefined) refuse('unauthorized', 'signature_missing')
    const [time = '', ...others] = valuesOf(sent, 't')
    if (others.length > 0) {
      refuse('unauthorized', 'signature_mismatch', { detail: 'several times in the signature' })
    }
    checkTimestamp(time, request.receivedAt, tolerance)
    const signatures = valuesOf(sent, scheme)
    verifyHmac({ secrets, message: [`${time}.`, request.bytes], signatures, encoding: 'hex' })
    return 'signed'
  }
}

/** The values of a name; a proxy may have folded the header with blanks after its commas. */
function valuesOf(sent: string, name: string): readonly string[] {
  const values: string[] = []
  for (const entry of sent.split(',')) {
    const text = entry.trim()
    if (text[name.length] === '=' && text.startsWith(name)) values.push(text.slice(name.length + 1))
  }
  return values
}
