import type { ConnectionRef, StoredConnection } from '@conduit/core'
import type { Keyring } from '@conduit/privacy'
import { and, eq, ne } from 'drizzle-orm'
import type { Database } from './client.ts'
import { controllerColumns } from './find-controller.ts'
import { dataControllers, integrations } from './schema/index.ts'
import { openJson } from './sealed-json.ts'

/** A connection with its settings and state in clear, whether it is switched on or not. */
export interface OpenedIntegration {
  readonly connection: StoredConnection
  /** False: switched off, or its controller is closed. */
  readonly isEnabled: boolean
}

/**
 * Opens a connection as it is in the database now, for setup, checks and erasure.
 * @returns null if there is none or it was removed
 * @throws {VaultError} its settings were sealed under a key that is not in the keyring
 */
export async function openIntegration(
  database: Database,
  keyring: Keyring,
  { controllerId, connectionId }: ConnectionRef,
): Promise<OpenedIntegration | null> {
  const [row] = await database.run(executor =>
    executor
      .select({
        integration: integrations,
        controller: controllerColumns,
        controllerStatus: dataControllers.status,
      })
      .from(integrations)
      .innerJoin(dataControllers, eq(dataControllers.controllerId, integrations.controllerId))
      .where(
        and(
          eq(integrations.controllerId, controllerId),
          eq(integrations.id, connectionId),
          ne(integrations.status, 'removed'),
        ),
      ),
  )
  if (row === undefined) return null
  const { controller, controllerStatus } = row
  const { adapter, settings, state, status } = row.integration
  const owner = { controller, integrationId: connectionId }
  return {
    isEnabled: status === 'enabled' && controllerStatus === 'active',
    connection: {
      id: connectionId,
      controller,
      adapter,
      settings: openJson(keyring, owner, 'settings', settings) ?? {},
      state: openJson(keyring, owner, 'state', state) ?? {},
    },
  }
}
