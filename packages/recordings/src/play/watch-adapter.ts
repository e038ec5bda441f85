import {
  type Delivery,
  type Integration,
  type IntegrationAdapter,
  isConduitError,
  isPlatformError,
  type Parsed,
  type PersonalData,
  type Platform,
  type PlatformEvent,
  type Proof,
  type WebhookRequest,
} from '@conduit/core'
import { proofName } from '@conduit/core/host'
import { watchPlatform } from './watch-platform.ts'

/** What an adapter was asked and what it said, in order. */
export interface AdapterCalls {
  readonly verified: {
    readonly request: WebhookRequest
    readonly integration: Integration
    /** Null: refused. */
    readonly proof: Proof | null
  }[]
  readonly parsed: {
    readonly delivery: Delivery
    readonly integration: Integration
    readonly parsed: Parsed
  }[]
  readonly extracted: {
    readonly event: PlatformEvent
    readonly integration: Integration
    readonly personalData: PersonalData
  }[]
  /** Events that were read, and how many calls the platform had answered by then. */
  readonly read: { readonly event: PlatformEvent; readonly calls: number }[]
  /** Errors that are none of the table: our receiver hides them, a defect they are. */
  readonly thrown: { readonly method: string; readonly error: string }[]
  /** Addresses that were to be called and that `hosts()` does not name: the client refuses them. */
  readonly foreignAddresses: string[]
}

/**
 * The same adapter, watched. It does what the original does; the receiver cannot tell them apart.
 * @param callsSoFar how many calls the platform has answered
 */
export function watchAdapter(
  adapter: IntegrationAdapter,
  callsSoFar: () => number,
): { readonly adapter: IntegrationAdapter; readonly adapterCalls: AdapterCalls } {
  const adapterCalls: AdapterCalls = {
    verified: [],
    parsed: [],
    extracted: [],
    read: [],
    thrown: [],
    foreignAddresses: [],
  }
  const watch = <T>(method: string, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      if (!isConduitError(error)) adapterCalls.thrown.push({ method, error: described(error) })
      throw error
    }
  }
  return {
    adapterCalls,
    adapter: {
      ...adapter,
      verifySignature(request, integration) {
        let proof: Proof | null = null
        try {
          proof = watch('verifySignature', () => adapter.verifySignature(request, integration))
          return proof
        } finally {
          const plain = proof !== null && proofName(proof) === 'signed' ? 'signed' : proof
          adapterCalls.verified.push({ request, integration, proof: plain })
        }
      },
      parseEvent(delivery, integration) {
        const parsed = watch('parseEvent', () => adapter.parseEvent(delivery, integration))
        adapterCalls.parsed.push({ delivery, integration, parsed })
        return parsed
      },
      extractPii(event, integration, found) {
        const personalData = watch('extractPii', () =>
          adapter.extractPii(event, integration, found),
        )
        adapterCalls.extracted.push({ event, integration, personalData })
        return personalData
      },
      ...readingOf(adapter, adapterCalls, callsSoFar),
    },
  }
}

/** Those of `read` and `poll` that the adapter has, watched. */
function readingOf(
  adapter: IntegrationAdapter,
  adapterCalls: AdapterCalls,
  callsSoFar: () => number,
): Pick<IntegrationAdapter, 'read' | 'poll'> {
  const { read, poll } = adapter
  const note = (events: readonly PlatformEvent[]) => {
    for (const event of events) adapterCalls.read.push({ event, calls: callsSoFar() })
  }
  const noteError = (method: string, error: unknown) => {
    if (!isPlatformError(error)) adapterCalls.thrown.push({ method, error: described(error) })
  }
  const watched = (integration: Integration, platform: Platform) =>
    watchPlatform(
      platform,
      adapter.hosts?.(integration.settings) ?? [],
      adapterCalls.foreignAddresses,
    )
  return {
    ...(read !== undefined && {
      async read(want, integration, platform) {
        try {
          const brought = await read.call(
            adapter,
            want,
            integration,
            watched(integration, platform),
          )
          note([brought.event ?? [], brought.further ?? []].flat())
          return brought
        } catch (error) {
          noteError('read', error)
          throw error
        }
      },
    }),
    ...(poll !== undefined && {
      async *poll(integration, platform) {
        try {
          for await (const page of poll.call(
            adapter,
            integration,
            watched(integration, platform),
          )) {
            note(page.events)
            yield page
          }
        } catch (error) {
          noteError('poll', error)
          throw error
        }
      },
    }),
  }
}

/** What was thrown, and where: the innermost place in the stack. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = /^ +(at .+)$/m.exec(error.stack ?? '')?.[1]
  return place === undefined ? String(error) : `${String(error)}, ${place}`
}
