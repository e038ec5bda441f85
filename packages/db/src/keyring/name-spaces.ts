import { eq } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { integrationAccounts, integrations } from '../schema/index.ts'

/** Where ids of a platform are unique: at an account of an integration, or at the integration itself. */
export interface NameSpace {
  readonly integrationId: string
  readonly adapter: string
  readonly namespace: string
}

/** All name spaces of a controller. */
export async function nameSpacesOf(
  executor: Executor,
  controllerId: string,
): Promise<readonly NameSpace[]> {
  const own = await executor
    .select({ integrationId: integrations.id, adapter: integrations.adapter })
    .from(integrations)
    .where(eq(integrations.controllerId, controllerId))
  const accounts = await executor
    .select({
      integrationId: integrationAccounts.integrationId,
      adapter: integrationAccounts.adapter,
      namespace: integrationAccounts.account,
    })
    .from(integrationAccounts)
    .where(eq(integrationAccounts.controllerId, controllerId))
  return [...own.map(each => ({ ...each, namespace: each.integrationId })), ...accounts]
}
