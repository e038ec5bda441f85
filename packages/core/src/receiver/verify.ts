import { refuse } from '../contract/errors.ts'
import type { Proof, ReplyBody, WebhookRequest } from '../contract/event.ts'
import { valueAt } from '../tables/pointer.ts'
import { textOf } from '../tables/text-of.ts'
import { type OpenIntegration, type Receiver, refuseUnprovable } from './create-receiver.ts'

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
  const proof = proofOf(receiver, request, integration)
  const isPending = !isHandshake(proof) && integration.missing.length > 0
  return isPending ? refuse('unavailable', 'integration_pending') : proof
}

function proofOf(
  receiver: Receiver,
  request: WebhookRequest,
  { shown }: Pick<OpenIntegration, 'shown'>,
): Proof {
  try {
    return checked(receiver.pure.verifySignature(request, shown))
  } catch (error) {
    refuseUnprovable(receiver, { step: 'verify', error })
  }
}

/** What says nothing has proven nothing. */
function checked(proof: Proof): Proof {
  const isProof = proof === 'signed' || proof === 'unsigned' || isObjectProof(proof)
  if (!isProof) throw new TypeError('verifySignature returned no proof')
  return proof
}

function isObjectProof(proof: unknown): boolean {
  const isDigest = /^[0-9a-f]{64}$/.test(textOf(valueAt(proof, '/signedDigest')) ?? '')
  return isDigest || typeof valueAt(proof, '/handshake/text') === 'string'
}

/** Is this answered, and nothing of it recorded? */
export function isHandshake(proof: Proof): proof is { readonly handshake: ReplyBody } {
  return typeof proof === 'object' && 'handshake' in proof
}

/** What a proof comes down to. */
export function proofName(proof: Proof): 'signed' | 'unsigned' | 'handshake' {
  if (typeof proof === 'string') return proof
  return isHandshake(proof) ? 'handshake' : 'signed'
}
