import type { IntegrationRef } from '@conduit/core/host'
import { and, asc, eq } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { integrationAccounts, integrations } from '../schema/index.ts'

/** The enabled integrations of a controller through one adapter, the oldest first; null: none. */
export async function findByAdapter(
  database: Database,
  controllerId: string,
  adapter: string,
): Promise<readonly IntegrationRef[] | null> {
  const found = await database.run(executor =>
    executor
      .select({ controllerId: integrations.controllerId, id: integrations.id })
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
  return found.length === 0 ? null : found
}

/** The integration that lists this account, switched on or not; null: none. */
export async function findByAccount(
  database: Database,
  adapter: string,
  account: string,
): Promise<IntegrationRef | null> {
  const [row] = await database.run(executor =>
    executor
      .select({
        controllerId: integrationAccounts.controllerId,
        id: integrationAccounts.integrationId,
      })
      .from(integrationAccounts)
      .where(
        and(eq(integrationAccounts.adapter, adapter), eq(integrationAccounts.account, account)),
      ),
  )
  return row ?? null
}
