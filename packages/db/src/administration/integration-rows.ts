import { and, eq } from 'drizzle-orm'
import type { Executor } from '../client.ts'
import { integrationAccounts, integrations } from '../schema/index.ts'
import { type Actor, type AuditDetails, writeAudit } from './audit.ts'

/** Names a connection. */
export interface IntegrationRef {
  readonly controllerId: string
  readonly id: string
}

/** Makes a connection's accounts free for others. */
export async function releaseAccounts(executor: Executor, { controllerId, id }: IntegrationRef) {
  await executor
    .delete(integrationAccounts)
    .where(
      and(
        eq(integrationAccounts.controllerId, controllerId),
        eq(integrationAccounts.integrationId, id),
      ),
    )
}

/** The row of a connection. */
export function isIntegration({ controllerId, id }: IntegrationRef) {
  return and(eq(integrations.controllerId, controllerId), eq(integrations.id, id))
}

/** Writes what happened to a connection into the audit log. */
export async function auditIntegration(
  executor: Executor,
  at: Date,
  actor: Actor,
  action: string,
  { controllerId, id }: IntegrationRef,
  details: AuditDetails = {},
): Promise<void> {
  const object = { objectType: 'integration', objectId: id }
  await writeAudit(executor, { at, controllerId, actor, action, ...object, details })
}
