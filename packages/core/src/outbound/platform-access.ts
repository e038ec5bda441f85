import type { Integration } from '../contract/adapter.ts'
import type { JsonObject } from '../contract/event.ts'
import type { Platform } from '../contract/platform.ts'
import { refOf } from '../store/store.ts'
import { grantedAccess } from './granted-access.ts'
import { platformOf, type Session } from './session.ts'
import type { CallWitness } from './witness.ts'

/** What an adapter is called with: its settings and state, and the way out. */
export interface PlatformAccess {
  readonly own: Integration<JsonObject, JsonObject>
  readonly platform: Platform
  /** The same way out, of whose calls somebody is told. */
  readonly before: (witness: CallWitness) => Platform
}

/**
 * Opens the way to an integration's platform for what only asks or tells: it writes no state, so it
 * needs no lease.
 *
 * @returns null: its settings give no access
 * @throws {ConduitError} `unavailable`
 * @example
 * const access = await platformAccess({ receiver, integration, transport })
 * const found = await receiver.adapter.export?.find(person, access.own, access.platform)
 */
export async function platformAccess(session: Session): Promise<PlatformAccess | null> {
  const access = await grantedAccess(session)
  if (access.hosts.length === 0) return null
  const state = await session.receiver.store.sessions.state(refOf(session.integration.stored))
  return {
    own: { settings: access.settings, state },
    platform: platformOf(session, access),
    before: witness => platformOf(session, access, witness),
  }
}
