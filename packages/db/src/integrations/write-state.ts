import type { JsonObject } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'
import { integrations } from '../schema/index.ts'
import { isKept } from './integration-rows.ts'
import { type SealedOwner, sealJson } from './sealed-json.ts'

/** Seals and stores what an integration's runs remember. */
export async function writeState(
  executor: Executor,
  keyring: Keyring,
  owner: SealedOwner,
  state: JsonObject,
): Promise<void> {
  await executor
    .update(integrations)
    .set({ state: sealJson(keyring, owner, 'state', state) })
    .where(isKept({ controllerId: owner.controller.id, id: owner.id }))
}
