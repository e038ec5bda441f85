import { refuse } from '../contract/errors.ts'
import type { Delivery, SignedContent, WebhookRequest } from '../contract/event.ts'
import type { OpenIntegration, Receiver } from './create-receiver.ts'
import type { QuarantinedDelivery } from './quarantine.ts'

/** A delivery that was proven, as far as it may be kept: of its headers only those that are named. */
export interface Genuine {
  readonly receiver: Receiver
  readonly caller: OpenIntegration | null
  readonly method: string
  readonly receivedAt: Date
  readonly bytes: Uint8Array
  /** What the bytes came with; their digest is made when it is asked for. */
  readonly digested: { readonly digest: string }
  readonly verification: 'signed' | 'unsigned'
  /** By name in lower case. */
  readonly headers: QuarantinedDelivery['headers']
}

/** What is left of a request once it is proven. */
export function genuineOf(
  receiver: Receiver,
  caller: OpenIntegration | null,
  request: WebhookRequest,
  proof: 'signed' | 'unsigned' | SignedContent,
): Genuine {
  const isBytes = typeof proof === 'string'
  const verification = isBytes ? proof : 'signed'
  const digested = isBytes ? request : { digest: proof.signedDigest }
  const headers: Record<string, string> = {}
  for (const name of receiver.headers) {
    const value = request.header(name)
    if (value !== undefined) headers[name] = value
  }
  const { method, receivedAt, bytes } = request
  return { receiver, caller, method, receivedAt, bytes, digested, verification, headers }
}

/** The same of what was kept in quarantine. */
export function genuineAgain(
  receiver: Receiver,
  caller: OpenIntegration,
  kept: QuarantinedDelivery,
): Genuine {
  const { receivedAt, verification, headers, content } = kept
  const bytes = 'bytes' in content ? content.bytes : new Uint8Array()
  const method = 'POST'
  return { receiver, caller, method, receivedAt, bytes, digested: kept, verification, headers }
}

/** The delivery as `parseEvent` may see it: without its URL, which holds credentials. */
export function deliveryOf(genuine: Genuine, payload: unknown): Delivery {
  return new GenuineDelivery(genuine, payload)
}

const noQuery = (): undefined => undefined

/** A class for its getter, which in an object of its own would make that a slow dictionary. */
class GenuineDelivery implements Delivery {
  readonly method: string
  readonly url = ''
  readonly receivedAt: Date
  readonly bytes: Uint8Array
  readonly payload: unknown
  readonly #genuine: Genuine

  constructor(genuine: Genuine, payload: unknown) {
    this.method = genuine.method
    this.receivedAt = genuine.receivedAt
    this.bytes = genuine.bytes
    this.payload = payload
    this.#genuine = genuine
  }

  get digest(): string {
    return this.#genuine.digested.digest
  }

  // Adapters take these two out of the delivery.
  readonly header = (name: string): string | undefined => this.#genuine.headers[name.toLowerCase()]

  readonly query = noQuery
}

/** The integration that called. @throws `unavailable`: nobody is known, so nothing can be kept */
export function callerOf({ caller }: Genuine): OpenIntegration {
  return caller ?? refuse('unavailable', 'adapter_failed')
}
