import { isPlatformError, PlatformError } from '../contract/platform.ts'
import { refOf } from '../store/store.ts'
import { withoutOperators } from './granted-access.ts'
import { platformOf, type Session } from './session.ts'

/** What a platform said of the accounts that an integration claims. */
export interface ProofReport {
  readonly at: Date
  /** `ok` and `auth_failed` are the platform's word; the others mean that it said nothing. */
  readonly outcome: 'ok' | 'auth_failed' | 'rate_limited' | 'upstream_error'
  /** Those of its accounts that its own token opens. */
  readonly opened: readonly string[]
  readonly retryAfterSeconds: number | null
}

/**
 * Asks the platform which of an integration's accounts its own token opens. What the platform or the
 * adapter does wrong is not thrown: the report says it.
 *
 * @returns null if it cannot be asked: the adapter has no way, the integration claims no account, or
 *   has no token of its own
 * @example const report = await runProof({ receiver, integration, transport })
 */
export async function runProof(session: Session): Promise<ProofReport | null> {
  const { receiver, integration } = session
  const { adapter, store, clock } = receiver
  const { accounts, stored } = integration
  if (adapter.proveAccounts === undefined || accounts.length === 0) return null
  const access = withoutOperators(session)
  if (access.hosts.length === 0) return null
  const at = clock()
  try {
    const state = await store.sessions.state(refOf(stored))
    const own = { settings: access.settings, state }
    const opened = await adapter.proveAccounts(own, platformOf(session, access))
    const claimed = accounts.filter(account => opened.includes(account))
    return { at, outcome: 'ok', opened: claimed, retryAfterSeconds: null }
  } catch (error) {
    const { code, retryAfterSeconds = null } = failureOf(error)
    if (!isPlatformError(error)) receiver.onFailure({ step: 'setup', error })
    return { at, outcome: code, opened: [], retryAfterSeconds }
  }
}

/** A fault of our own is not the platform's word. */
function failureOf(error: unknown): PlatformError {
  return isPlatformError(error) ? error : new PlatformError('upstream_error', 'the adapter failed')
}
