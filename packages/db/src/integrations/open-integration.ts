import type { IntegrationRef, StoredIntegration } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import type { Database } from '../database/database.ts'
import { selectIntegration } from './integration-rows.ts'
import { openJson } from './sealed-json.ts'

/** An integration with its settings and state in clear, whether it is switched on or not. */
export interface OpenedIntegration {
  readonly integration: StoredIntegration
  /** False: switched off, or its controller is closed. */
  readonly isEnabled: boolean
}

/**
 * Opens an integration as it is in the database now, for setup, checks and erasure.
 * @returns null if there is none or it was removed
 * @throws {VaultError} its settings were sealed under a key that is not in the keyring
 */
export async function openIntegration(
  database: Database,
  keyring: Keyring,
  ref: IntegrationRef,
): Promise<OpenedIntegration | null> {
  const row = await database.run(executor => selectIntegration(executor, ref))
  if (row === null) return null
  const { controller, controllerStatus } = row
  const { id, adapter, settings, state, status } = row.integration
  const owner = { id, controller }
  return {
    isEnabled: status === 'enabled' && controllerStatus === 'active',
    integration: {
      ...owner,
      adapter,
      settings: openJson(keyring, owner, 'settings', settings) ?? {},
      state: openJson(keyring, owner, 'state', state) ?? {},
    },
  }
}
