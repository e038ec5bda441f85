import type { PlatformEvent } from '../delivery.ts'
import { sharesProof } from '../settings.ts'
import type { StoredConnection } from '../store.ts'
import { type Receiver, viewOf } from './receiver.ts'

/** The events of a delivery by the connection whose they are. */
export interface Routed {
  readonly byConnection: ReadonlyMap<StoredConnection, readonly PlatformEvent[]>
  /** Events of accounts that are nobody's, or that the proof does not reach. */
  readonly ignored: number
}

/**
 * Step 4: whose is each event? An event without an account belongs to the connection of the URL;
 * one with an account to the connection that lists it, else to the URL's if that lists none.
 *
 * Another connection than the URL's is only reached by a signature that was verified with the
 * operator's secret, shared by both: a tenant's own secret proves nothing about its neighbour.
 */
export async function routeEvents(
  receiver: Receiver,
  caller: StoredConnection | null,
  events: readonly PlatformEvent[],
  signed: boolean,
): Promise<Routed> {
  const byConnection = new Map<StoredConnection, PlatformEvent[]>()
  let ignored = 0
  for (const event of events) {
    const connection = await ownerOf(receiver, caller, event.account, signed)
    if (connection === null) {
      ignored += 1
      continue
    }
    const own = byConnection.get(connection) ?? []
    own.push(event)
    byConnection.set(connection, own)
  }
  return { byConnection, ignored }
}

async function ownerOf(
  receiver: Receiver,
  caller: StoredConnection | null,
  account: string | undefined,
  signed: boolean,
): Promise<StoredConnection | null> {
  const { adapter, store } = receiver
  if (account === undefined) return caller
  const accounts = caller === null ? [] : viewOf(receiver, caller).accounts
  if (accounts.includes(account)) return caller
  const other = await store.connectionByAccount(adapter.name, account)
  if (other !== null && other.id !== caller?.id) {
    return signed && sharesProof(adapter, caller, other) ? other : null
  }
  return accounts.length === 0 ? caller : null
}
