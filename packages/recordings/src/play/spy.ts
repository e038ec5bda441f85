import {
  type Connection,
  type Delivery,
  type IntegrationAdapter,
  isConduitError,
  isPlatformError,
  type Parsed,
  type PersonalData,
  type PlatformEvent,
  type Proof,
  type WebhookRequest,
} from '@conduit/core'
import { watchPlatform } from './watch-platform.ts'

/** What an adapter was asked and what it said, in order. */
export interface Sight {
  readonly verified: {
    readonly request: WebhookRequest
    readonly connection: Connection
    /** Null: refused. */
    readonly proof: Proof | null
  }[]
  readonly parsed: {
    readonly delivery: Delivery
    readonly connection: Connection
    readonly parsed: Parsed
  }[]
  readonly extracted: {
    readonly event: PlatformEvent
    readonly connection: Connection
    readonly personalData: PersonalData
  }[]
  /** Events that `fetch` brought, and how many calls the platform had answered by then. */
  readonly fetched: { readonly event: PlatformEvent; readonly calls: number }[]
  /** Errors that are none of the table: our pipeline hides them, a defect they are. */
  readonly thrown: { readonly method: string; readonly error: string }[]
  /** Addresses that `fetch` wanted to call and `hosts()` does not name: the client refuses them. */
  readonly strays: string[]
}

/**
 * The same adapter, watched. It does what the original does; the pipeline cannot tell them apart.
 * @param callsSoFar how many calls the platform has answered
 */
export function spyOn(
  adapter: IntegrationAdapter,
  callsSoFar: () => number,
): { readonly adapter: IntegrationAdapter; readonly sight: Sight } {
  const sight: Sight = {
    verified: [],
    parsed: [],
    extracted: [],
    fetched: [],
    thrown: [],
    strays: [],
  }
  const watch = <T>(method: string, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      if (!isConduitError(error)) sight.thrown.push({ method, error: described(error) })
      throw error
    }
  }
  const { fetch } = adapter
  return {
    sight,
    adapter: {
      ...adapter,
      verifySignature(request, connection) {
        let proof: Proof | null = null
        try {
          proof = watch('verifySignature', () => adapter.verifySignature(request, connection))
          return proof
        } finally {
          sight.verified.push({ request, connection, proof })
        }
      },
      parseEvent(delivery, connection) {
        const parsed = watch('parseEvent', () => adapter.parseEvent(delivery, connection))
        sight.parsed.push({ delivery, connection, parsed })
        return parsed
      },
      extractPii(event, connection) {
        const personalData = watch('extractPii', () => adapter.extractPii(event, connection))
        sight.extracted.push({ event, connection, personalData })
        return personalData
      },
      ...(fetch !== undefined && {
        async *fetch(wanted, connection, platform) {
          const hosts = adapter.hosts?.(connection.settings) ?? []
          const watched = watchPlatform(platform, hosts, sight.strays)
          try {
            for await (const piece of fetch.call(adapter, wanted, connection, watched)) {
              for (const event of piece.events) sight.fetched.push({ event, calls: callsSoFar() })
              yield piece
            }
          } catch (error) {
            if (!isPlatformError(error)) {
              sight.thrown.push({ method: 'fetch', error: described(error) })
            }
            throw error
          }
        },
      }),
    },
  }
}

/** What was thrown, and where: the innermost place in the stack. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const place = /^ +(at .+)$/m.exec(error.stack ?? '')?.[1]
  return place === undefined ? String(error) : `${String(error)}, ${place}`
}
