import { uuidv7 } from 'uuidv7'
import type { SetupStep } from '../adapter.ts'
import type { JsonObject } from '../delivery.ts'
import { type Receiver, viewOf } from '../pipeline/receiver.ts'
import { createPlatform } from '../platform/client.ts'
import { isPlatformError, type Platform } from '../platform/platform.ts'
import type { Transport } from '../platform/transport.ts'
import type { StoredConnection } from '../store.ts'

/** What to run. */
export interface SetupRun {
  readonly receiver: Receiver
  /** As it is in the store now, switched on or not. */
  readonly connection: StoredConnection
  readonly transport: Transport
  readonly step: SetupStep
  /** Mints a credential for our endpoint. */
  readonly webhook: Platform['webhook']
}

/**
 * How a step of `setup` ended. `manual`: a person has to do it, the adapter's instructions say how.
 */
export type SetupOutcome = 'ok' | 'manual' | 'rate_limited' | 'auth_failed' | 'upstream_error'

/** What a step of `setup` came to. */
export interface SetupReport {
  readonly at: Date
  readonly outcome: SetupOutcome
  /** Settings that were learned, also before a failure: to be kept; null: forget it. */
  readonly settings: JsonObject
  /** When the platform lets it expire, with time to spare; null: never. */
  readonly renewAt: Date | null
  /** What `check` found; null after the other steps. */
  readonly healthy: boolean | null
  readonly retryAfterSeconds: number | null
}

const leaseMilliseconds = 300_000

/**
 * Runs one step of an adapter's `setup`. State is kept as the adapter saves it; what else comes of
 * it is in the report, for the caller to keep. Connecting and renewing hold the lease that readings
 * hold, since both write state.
 *
 * What a platform or the adapter does wrong is not thrown: the report says it.
 *
 * @returns null if the connection is being read or set up by somebody else just now
 * @example
 * const report = await runSetup({ receiver, connection, transport, step: 'connect', webhook })
 */
export async function runSetup(run: SetupRun): Promise<SetupReport | null> {
  const { receiver, connection, step } = run
  const { adapter, store, clock } = receiver
  if (adapter.setup === undefined || hostsOf(run).length === 0) return reportOf(run, 'manual')
  // A connection that ends may be switched off, and then nobody can hold its lease.
  if (step === 'check' || step === 'disconnect') return await take(run, connection.state)
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  const id = uuidv7()
  const until = new Date(clock().getTime() + leaseMilliseconds)
  if (!(await store.fetches.acquire(ref, id, until))) return null
  try {
    return await take(run, (await store.fetches.waiting(ref)).state)
  } finally {
    await store.fetches.release(ref, id)
  }
}

async function take(run: SetupRun, state: JsonObject): Promise<SetupReport> {
  const { receiver, connection, step } = run
  const view = { ...viewOf(receiver, connection), state }
  const learned: JsonObject[] = []
  const platform = platformOf(run, settings => learned.push(settings))
  const settings = (last = {}) => Object.assign({}, ...learned, last) as JsonObject
  try {
    const result = await receiver.adapter.setup?.(step, view, platform)
    if (result === undefined || result.manual === true) return reportOf(run, 'manual')
    const { renewAt = null, healthy = null } = result
    return { ...reportOf(run, 'ok'), settings: settings(result.settings), renewAt, healthy }
  } catch (error) {
    if (isPlatformError(error)) {
      const { code, retryAfterSeconds } = error
      return { ...reportOf(run, code, retryAfterSeconds), settings: settings() }
    }
    receiver.onFailure?.({ step: 'setup', error })
    return { ...reportOf(run, 'upstream_error'), settings: settings() }
  }
}

function platformOf(run: SetupRun, learn: (settings: JsonObject) => void): Platform {
  const { receiver, connection, transport, webhook } = run
  const { fetches } = receiver.store
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  return createPlatform({
    hosts: hostsOf(run),
    now: receiver.clock,
    transport,
    tokens: { load: () => fetches.token(ref), save: token => fetches.saveToken(ref, token) },
    webhook,
    save: async (state, learned) => {
      if (learned !== undefined) learn(learned)
      await fetches.saveState(ref, state as JsonObject)
    },
  })
}

function hostsOf({ receiver, connection }: SetupRun): readonly string[] {
  return receiver.adapter.hosts?.(viewOf(receiver, connection).settings) ?? []
}

function reportOf(run: SetupRun, outcome: SetupOutcome, retryAfterSeconds?: number): SetupReport {
  return {
    at: run.receiver.clock(),
    outcome,
    settings: {},
    renewAt: null,
    healthy: null,
    retryAfterSeconds: retryAfterSeconds ?? null,
  }
}
