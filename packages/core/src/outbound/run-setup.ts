import type { JsonObject } from '../contract/event.ts'
import { isPlatformError, type SetupPlatform } from '../contract/platform.ts'
import type { ReasonKey } from '../contract/reasons.ts'
import type { SetupStep } from '../contract/setup.ts'
import { refOf } from '../store/store.ts'
import { type GrantedAccess, grantedAccess } from './granted-access.ts'
import { type Session, setupPlatformOf, withLease } from './session.ts'

/** What to run; the integration as it is in the store now, switched on or not. */
export interface SetupRun extends Session {
  readonly step: SetupStep
  /** Mints a credential for our endpoint. */
  readonly webhook: SetupPlatform['webhook']
}

/**
 * How a step of `setup` ended. `manual`: a person has to do it, the adapter's guide says how.
 */
export type SetupOutcome = 'ok' | 'manual' | 'rate_limited' | 'auth_failed' | 'upstream_error'

/** What a step of `setup` came to. */
export interface SetupReport {
  readonly at: Date
  readonly outcome: SetupOutcome
  /** Why it is `manual` although there is access. */
  readonly reasonKey?: ReasonKey
  /** Settings that were learned, also before a failure: to be kept; null: forget it. */
  readonly settings: JsonObject
  /** When the platform lets it expire, with time to spare; null: never. */
  readonly renewAt: Date | null
  /** What `check` found; null after the other steps. */
  readonly healthy: boolean | null
  readonly retryAfterSeconds: number | null
}

/**
 * Runs one step of an adapter's `setup`. State is kept as the adapter saves it; what else comes of
 * it is in the report, for the caller to keep. Connecting and renewing hold the lease that readings
 * hold, since both write state.
 *
 * What a platform or the adapter does wrong is not thrown: the report says it.
 *
 * @returns null if the integration is being read or set up by somebody else just now
 * @example
 * const report = await runSetup({ receiver, integration, transport, step: 'connect', webhook })
 */
export async function runSetup(run: SetupRun): Promise<SetupReport | null> {
  const { receiver, integration, step } = run
  if (receiver.adapter.setup === undefined) return reportOf(run, 'manual')
  const access = await grantedAccess(run)
  if (access.hosts.length === 0) {
    const isWaiting = integration.hosts.length > 0
    return { ...reportOf(run, 'manual'), ...(isWaiting && { reasonKey: 'access_unproven' }) }
  }
  // An integration that ends may be switched off, and then nobody can hold its lease.
  if (step === 'check' || step === 'disconnect') {
    return await take(run, access, integration.shown.state)
  }
  return await withLease(run, async ({ hold }) =>
    take(run, access, await receiver.store.sessions.state(refOf(integration.stored)), hold),
  )
}

/** @param hold to be waited for before state is written */
async function take(
  run: SetupRun,
  access: GrantedAccess,
  state: JsonObject,
  hold?: () => Promise<void>,
): Promise<SetupReport> {
  const { receiver, step } = run
  const learned: JsonObject[] = []
  const platform = platformOf(run, access, settings => learned.push(settings), hold)
  const settings = (last = {}) => Object.assign({}, ...learned, last) as JsonObject
  try {
    const own = { settings: access.settings, state }
    const result = await receiver.adapter.setup?.(step, own, platform)
    if (result === undefined || result.manual === true) return reportOf(run, 'manual')
    const { renewAt = null, healthy = null } = result
    return { ...reportOf(run, 'ok'), settings: settings(result.settings), renewAt, healthy }
  } catch (error) {
    if (isPlatformError(error)) {
      const { code, retryAfterSeconds } = error
      return { ...reportOf(run, code, retryAfterSeconds), settings: settings() }
    }
    receiver.onFailure({ step: 'setup', error })
    return { ...reportOf(run, 'upstream_error'), settings: settings() }
  }
}

function platformOf(
  run: SetupRun,
  access: GrantedAccess,
  learn: (settings: JsonObject) => void,
  hold?: () => Promise<void>,
): SetupPlatform {
  const { sessions } = run.receiver.store
  return setupPlatformOf(run, access, {
    webhook: run.webhook,
    save: async (state, learned) => {
      if (learned !== undefined) learn(learned)
      await hold?.()
      await sessions.saveState(refOf(run.integration.stored), state as JsonObject)
    },
  })
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
