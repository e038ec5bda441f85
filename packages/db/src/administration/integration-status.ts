import { and, eq, isNull, ne } from 'drizzle-orm'
import { dxKeys, integrations } from '../schema/index.ts'
import type { Actor } from './audit.ts'
import { type AdministrationContext, notFound } from './context.ts'
import {
  auditIntegration,
  type IntegrationRef,
  isIntegration,
  releaseAccounts,
} from './integration-rows.ts'

/**
 * Switches a connection on or off. A disabled one keeps its settings and accounts.
 * @throws {ConduitError} `not_found`
 */
export async function setIntegrationStatus(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  status: 'enabled' | 'disabled',
): Promise<void> {
  const at = now()
  await database.transaction(async executor => {
    const changed = await executor
      .update(integrations)
      .set({ status, updatedAt: at })
      .where(and(isIntegration(ref), ne(integrations.status, 'removed')))
      .returning({ id: integrations.id })
    if (changed.length === 0) throw notFound('integration')
    await auditIntegration(executor, at, actor, `integration.${status}`, ref, { status })
  })
  onChange()
}

/**
 * Removes a connection for good: its secrets are deleted, its keys revoked, its accounts free. What
 * it recorded stays.
 * @throws {ConduitError} `not_found`
 */
export async function removeIntegration(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
): Promise<void> {
  const at = now()
  const { controllerId, id } = ref
  const nothing = { settings: null, state: null, token: null, nextPollAt: null, renewAt: null }
  await database.transaction(async executor => {
    const removed = await executor
      .update(integrations)
      .set({ ...nothing, status: 'removed', updatedAt: at })
      .where(and(isIntegration(ref), ne(integrations.status, 'removed')))
      .returning({ id: integrations.id })
    if (removed.length === 0) throw notFound('integration')
    await releaseAccounts(executor, ref)
    await executor
      .update(dxKeys)
      .set({ revokedAt: at })
      .where(
        and(
          eq(dxKeys.controllerId, controllerId),
          eq(dxKeys.integrationId, id),
          isNull(dxKeys.revokedAt),
        ),
      )
    await auditIntegration(executor, at, actor, 'integration.removed', ref)
  })
  onChange()
}
