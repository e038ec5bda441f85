import { sharesProof } from '../settings.ts'
import type { StoredConnection } from '../store.ts'
import { type Receiver, viewOf } from './receiver.ts'

/** Something of a delivery that may say whose it is: an event, or an item that could not be read. */
interface Item {
  readonly account?: string
}

/** The items of a delivery by the connection whose they are. */
export interface Routed<T extends Item> {
  readonly byConnection: ReadonlyMap<StoredConnection, readonly T[]>
  /** Those of accounts that are nobody's, or that the proof does not reach. */
  readonly ignored: number
  /** Those that do not say whose they are, where nobody is known to have called. */
  readonly unclaimed: readonly T[]
}

/**
 * Step 4: whose is each item? One without an account belongs to the connection of the URL; one with
 * an account to the connection that lists it, else to the URL's if that lists none.
 *
 * Another connection than the URL's is only reached by a signature that was verified with the
 * operator's secret, shared by both: a tenant's own secret proves nothing about its neighbour.
 */
export async function routeItems<T extends Item>(
  receiver: Receiver,
  caller: StoredConnection | null,
  items: readonly T[],
  signed: boolean,
): Promise<Routed<T>> {
  const byConnection = new Map<StoredConnection, T[]>()
  const unclaimed: T[] = []
  let ignored = 0
  for (const item of items) {
    const connection = await ownerOf(receiver, caller, item.account, signed)
    if (connection !== null) {
      const own = byConnection.get(connection) ?? []
      own.push(item)
      byConnection.set(connection, own)
    } else if (item.account === undefined) {
      unclaimed.push(item)
    } else {
      ignored += 1
    }
  }
  return { byConnection, ignored, unclaimed }
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
