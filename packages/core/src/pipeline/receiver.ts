import type { Keyring } from '@conduit/privacy'
import type { Connection, IntegrationAdapter } from '../adapter.ts'
import type { JsonObject } from '../delivery.ts'
import { isConduitError, refuse } from '../errors.ts'
import { effectiveSettings, missingSettings } from '../settings.ts'
import type { Store, StoredConnection } from '../store.ts'
import { atOnce } from './at-once.ts'

/** All that the pipeline of one adapter works with. */
export interface Receiver {
  readonly adapter: IntegrationAdapter
  /** The operator's options: defaults of settings, key by key. */
  readonly options: JsonObject
  readonly store: Store
  readonly keyring: Keyring
  readonly clock: () => Date
  /** Told when the adapter's own code fails; what it worked on is kept or counted. */
  readonly onFailure?: (failure: Failure) => void
}

/** Our code failed on something genuine. */
export interface Failure {
  /** `authenticate`, `verify`, `decode`, `parse`, `extract`, `record`, `reply`, `fetch` or `setup`. */
  readonly step: string
  readonly error: unknown
}

/** A connection as its adapter sees it, and what it still lacks. */
export interface View extends Connection {
  readonly settings: JsonObject
  readonly state: JsonObject
  /** Learned settings that are missing: not empty means pending. */
  readonly missing: readonly string[]
  readonly accounts: readonly string[]
}

const views = new WeakMap<Receiver, WeakMap<StoredConnection, View>>()

/** The view of a stored connection; made once, because stores hand out the same object again. */
export function viewOf(receiver: Receiver, connection: StoredConnection): View {
  const ofReceiver = views.get(receiver) ?? new WeakMap<StoredConnection, View>()
  views.set(receiver, ofReceiver)
  const view =
    ofReceiver.get(connection) ?? makeView(receiver, connection.settings, connection.state)
  ofReceiver.set(connection, view)
  return view
}

/** What `verifySignature` gets while nobody knows yet whose the call is: the options alone. */
export function optionsView(receiver: Receiver): View {
  return makeView(receiver, {}, {})
}

function makeView({ adapter, options }: Receiver, own: JsonObject, state: JsonObject): View {
  const settings = effectiveSettings(adapter, options, own)
  let accounts: readonly string[] | undefined
  return {
    settings,
    state,
    missing: missingSettings(adapter, settings),
    // Asked for when needed: if it throws, what was proven by then can still be kept.
    get accounts() {
      accounts ??= atOnce(adapter.accounts?.(settings)) ?? []
      return accounts
    },
  }
}

/**
 * Calls an adapter before anything is proven. What it throws beside refusals is our fault, and there
 * is nothing yet that may be kept: the platform has to send it again.
 * @throws `unavailable`
 */
export function callUnproven<T>(receiver: Receiver, step: string, call: () => T): T {
  try {
    return atOnce(call())
  } catch (error) {
    if (isConduitError(error)) throw error
    receiver.onFailure?.({ step, error })
    refuse('unavailable', 'the adapter failed')
  }
}
