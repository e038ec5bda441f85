import type { IntegrationRef } from '@conduit/core/host'
import { and, eq, ne, type SQL } from 'drizzle-orm'
import { type Actor, type AuditDetails, writeAudit } from '../audit/write-audit.ts'
import { controllerColumns } from '../controllers/find-controller.ts'
import type { Executor } from '../database/database.ts'
import { dataControllers, integrations } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'

/** The row of an integration, unless that was removed. */
export function isKept(ref: IntegrationRef): SQL | undefined {
  return and(isIntegration(ref), ne(integrations.status, 'removed'))
}

/** The row of an integration with its controller; null if there is none, or it was removed. */
export async function selectIntegration(executor: Executor, ref: IntegrationRef) {
  const [row] = await executor
    .select({
      integration: integrations,
      controller: controllerColumns,
      controllerStatus: dataControllers.status,
    })
    .from(integrations)
    .innerJoin(dataControllers, eq(dataControllers.controllerId, integrations.controllerId))
    .where(isKept(ref))
  return row ?? null
}

/** Writes what happened to an integration into the audit log. */
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
