import { refuse } from '../contract/errors.ts'
import type { Proof, WebhookRequest } from '../contract/event.ts'
import { callUnproven, type OpenIntegration, type Receiver } from './create-receiver.ts'

/**
 * Step 2: did the platform send exactly these bytes? Handshakes are answered even while an integration
 * still lacks what `setup` or the operator has to bring; events are not.
 *
 * @throws `unauthorized`, `invalid`, `unavailable`
 */
export function verify(
  receiver: Receiver,
  caller: OpenIntegration | null,
  request: WebhookRequest,
): Proof {
  const integration = caller ?? receiver.anyone
  const proof = callUnproven(receiver, 'verify', () =>
    checked(receiver.pure.verifySignature(request, integration.shown)),
  )
  const isPending = typeof proof !== 'object' && integration.missing.length > 0
  return isPending ? refuse('unavailable', 'integration_pending') : proof
}

/** What says nothing has proven nothing. */
function checked(proof: Proof): Proof {
  const isProof =
    proof === 'signed' ||
    proof === 'unsigned' ||
    typeof (proof as Partial<Exclude<Proof, string>> | null)?.handshake?.text === 'string'
  if (!isProof) throw new TypeError('verifySignature returned no proof')
  return proof
}
