import type { IntegrationRef } from '@conduit/core/host'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { notFound } from '../errors/not-found.ts'
import { revokeKeysOf } from '../keys/revoke-keys-of.ts'
import { integrations } from '../schema/index.ts'
import { releaseAccounts } from './integration-accounts.ts'
import { auditIntegration, isKept } from './integration-rows.ts'

/**
 * Switches an integration on or off. A disabled one keeps its settings and accounts.
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
      .where(isKept(ref))
      .returning({ id: integrations.id })
    if (changed.length === 0) throw notFound('integration')
    await auditIntegration(executor, at, actor, `integration.${status}`, ref, { status })
  })
  onChange()
}

/**
 * Removes an integration for good: its secrets are deleted, its keys revoked, its accounts free. What
 * it recorded stays.
 * @throws {ConduitError} `not_found`
 */
export async function removeIntegration(
  { database, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
): Promise<void> {
  const at = now()
  const nothing = { settings: null, state: null, token: null, nextPollAt: null, renewAt: null }
  await database.transaction(async executor => {
    const removed = await executor
      .update(integrations)
      .set({ ...nothing, status: 'removed', updatedAt: at })
      .where(isKept(ref))
      .returning({ id: integrations.id })
    if (removed.length === 0) throw notFound('integration')
    await releaseAccounts(executor, ref)
    await revokeKeysOf(executor, ref, at)
    await auditIntegration(executor, at, actor, 'integration.removed', ref)
  })
  onChange()
}
