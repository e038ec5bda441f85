import type { IntegrationRef } from '@conduit/core/host'
import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm'
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

/**
 * The integration that has proven this account, switched on or not; `unproven`: enabled ones claim it
 * and none has proven it; null: neither.
 */
export async function findAccountOwner(
  database: Database,
  adapter: string,
  account: string,
): Promise<IntegrationRef | 'unproven' | null> {
  const { controllerId, integrationId: id, proof } = integrationAccounts
  const [row] = await database.run(executor =>
    executor
      .select({ controllerId, id, proof })
      .from(integrationAccounts)
      .innerJoin(
        integrations,
        and(eq(integrations.controllerId, controllerId), eq(integrations.id, id)),
      )
      .where(
        and(
          eq(integrationAccounts.adapter, adapter),
          eq(integrationAccounts.account, account),
          or(isNotNull(proof), eq(integrations.status, 'enabled')),
        ),
      )
      .orderBy(asc(isNull(proof)))
      .limit(1),
  )
  if (row === undefined) return null
  return row.proof === null ? 'unproven' : { controllerId: row.controllerId, id: row.id }
}
