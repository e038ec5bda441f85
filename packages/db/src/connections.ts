import type { ConnectionRef, KeyHolder, Store, StoredConnection } from '@conduit/core'
import { isUuid, type Keyring } from '@conduit/privacy'
import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Database } from './client.ts'
import { lookupCache } from './lookup-cache.ts'
import { openIntegration } from './open-integration.ts'
import { dataControllers, dxKeys, integrationAccounts, integrations } from './schema/index.ts'
import { cleanText, textLimits } from './text.ts'

/** The look-ups of the pipeline, remembered for a few seconds. */
export interface Connections
  extends Pick<Store, 'keyHolder' | 'connection' | 'connectionsOf' | 'connectionByAccount'> {
  /** To be called after every change of keys, controllers or connections in this process. */
  forgetAll(): void
  /** To be called after a change of one connection's state. */
  forgetConnection(connection: ConnectionRef): void
}

interface HeldKey {
  readonly holder: KeyHolder
  readonly expiresAt: Date | null
}

/**
 * Makes the look-ups. Each webhook needs two or three of them, so they are remembered: what another
 * process changes shows after five seconds at most.
 */
export function createConnections(
  database: Database,
  keyring: Keyring,
  now: () => Date,
): Connections {
  const holders = lookupCache<HeldKey>(now)
  const connections = lookupCache<StoredConnection>(now)
  const byAdapter = lookupCache<readonly ConnectionRef[]>(now)
  const byAccount = lookupCache<ConnectionRef>(now)

  const connection: Store['connection'] = async (controllerId, connectionId) => {
    // The id may come from a URL that anyone can type.
    if (!isUuid(controllerId) || !isUuid(connectionId)) return null
    const load = () => loadConnection(database, keyring, { controllerId, connectionId })
    return await connections.get(`${controllerId} ${connectionId}`, load)
  }

  return {
    connection,
    keyHolder: async keyHash => {
      const held = await holders.get(keyHash, () => loadHolder(database, keyHash))
      return held === null || isOver(held.expiresAt, now()) ? null : held.holder
    },
    connectionsOf: async (controllerId, adapter) => {
      const load = () => loadByAdapter(database, controllerId, adapter)
      const references = (await byAdapter.get(`${controllerId} ${adapter}`, load)) ?? []
      const all = await Promise.all(
        references.map(({ connectionId }) => connection(controllerId, connectionId)),
      )
      return all.filter(each => each !== null)
    },
    connectionByAccount: async (adapter, account) => {
      if (cleanText(account, textLimits.account) !== account) return null
      const load = () => loadByAccount(database, adapter, account)
      const reference = await byAccount.get(`${adapter} ${account}`, load)
      return reference === null
        ? null
        : await connection(reference.controllerId, reference.connectionId)
    },
    forgetAll: () => {
      for (const cache of [holders, connections, byAdapter, byAccount]) cache.forget()
    },
    forgetConnection: ({ controllerId, connectionId }) =>
      connections.forget(`${controllerId} ${connectionId}`),
  }
}

async function loadHolder(database: Database, keyHash: string): Promise<HeldKey | null> {
  const [row] = await database.run(executor =>
    executor
      .select({
        controllerId: dxKeys.controllerId,
        did: dataControllers.did,
        scope: dxKeys.scope,
        connectionId: dxKeys.integrationId,
        expiresAt: dxKeys.expiresAt,
      })
      .from(dxKeys)
      .innerJoin(dataControllers, eq(dataControllers.controllerId, dxKeys.controllerId))
      .where(
        and(
          eq(dxKeys.hash, Buffer.from(keyHash, 'hex')),
          isNull(dxKeys.revokedAt),
          eq(dataControllers.status, 'active'),
        ),
      ),
  )
  if (row === undefined) return null
  const { expiresAt, ...holder } = row
  return { holder, expiresAt }
}

async function loadConnection(
  database: Database,
  keyring: Keyring,
  connection: ConnectionRef,
): Promise<StoredConnection | null> {
  const opened = await openIntegration(database, keyring, connection)
  return opened?.isEnabled === true ? opened.connection : null
}

async function loadByAdapter(
  database: Database,
  controllerId: string,
  adapter: string,
): Promise<readonly ConnectionRef[] | null> {
  const rows = await database.run(executor =>
    executor
      .select({ controllerId: integrations.controllerId, connectionId: integrations.id })
      .from(integrations)
      .where(
        and(
          eq(integrations.controllerId, controllerId),
          eq(integrations.adapter, adapter),
          eq(integrations.status, 'enabled'),
        ),
      )
      .orderBy(asc(integrations.id)),
  )
  return rows.length === 0 ? null : rows
}

async function loadByAccount(
  database: Database,
  adapter: string,
  account: string,
): Promise<ConnectionRef | null> {
  const [row] = await database.run(executor =>
    executor
      .select({
        controllerId: integrationAccounts.controllerId,
        connectionId: integrationAccounts.integrationId,
      })
      .from(integrationAccounts)
      .where(
        and(eq(integrationAccounts.adapter, adapter), eq(integrationAccounts.account, account)),
      ),
  )
  return row ?? null
}

function isOver(moment: Date | null, now: Date): boolean {
  return moment !== null && moment <= now
}
