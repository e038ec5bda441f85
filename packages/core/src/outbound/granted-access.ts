import type { JsonObject } from '../contract/event.ts'
import { atOnce } from '../receiver/at-once.ts'
import { ownAccess, sharesAccess } from '../receiver/settings.ts'
import { refOf } from '../store/store.ts'
import type { Session } from './session.ts'

/** What a run at a platform works with. */
export interface GrantedAccess {
  readonly settings: JsonObject
  /** Where it may call; none: it has no access. */
  readonly hosts: readonly string[]
  /** Without tokens that were kept before: the operator's access may have brought them. */
  readonly isAnew: boolean
  /** It is the operator's: what it opens is compared with what the integration has proven before it is used. */
  readonly isOperators: boolean
}

/** For whom a run is. */
type ForWhom = Pick<Session, 'receiver' | 'integration'>

/**
 * What an integration may use at its platform. Where the operator's options hold what opens accounts,
 * it serves those alone that this integration has proven: anybody can name an account. One that names
 * none has proven none. What it brought itself is its own to use, and is never completed by the operator's:
 * a token that is renewed would be of another account then.
 * @throws {ConduitError} `unavailable`
 */
export async function grantedAccess(run: ForWhom): Promise<GrantedAccess> {
  const { adapter, anyone } = run.receiver
  const isShared = adapter.accounts !== undefined && sharesAccess(adapter, anyone.shown.settings)
  const { shown, hosts } = run.integration
  if (!isShared) return { settings: shown.settings, hosts, isAnew: false, isOperators: false }
  const own = withoutOperators(run)
  if (!(await hasProvenAll(run))) return own
  if (own.hosts.length > 0) return { ...own, isAnew: false }
  return { settings: shown.settings, hosts, isAnew: false, isOperators: true }
}

/** The same with nothing of the operator's that opens accounts. */
export function withoutOperators({ receiver, integration }: ForWhom): GrantedAccess {
  const { adapter, anyone } = receiver
  const { shown, stored } = integration
  const settings = ownAccess(adapter, shown.settings, stored.settings)
  const hosts = atOnce(adapter.hosts?.(settings)) ?? []
  const isAnew = sharesAccess(adapter, anyone.shown.settings)
  return { settings, hosts, isAnew, isOperators: false }
}

async function hasProvenAll({ receiver, integration }: ForWhom): Promise<boolean> {
  const { accounts, stored } = integration
  if (accounts.length === 0) return false
  const proven = await receiver.store.sessions.provenAccounts(refOf(stored))
  return accounts.every(account => proven.includes(account))
}
