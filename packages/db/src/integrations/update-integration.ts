import type { JsonObject } from '@conduit/core'
import type { IntegrationRef } from '@conduit/core/host'
import type { Actor } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { notFound } from '../errors/not-found.ts'
import { integrations } from '../schema/index.ts'
import { claimAccounts } from './integration-accounts.ts'
import { auditIntegration, isKept } from './integration-rows.ts'
import { sealJson } from './sealed-json.ts'

/** What may change about an integration. Absent: stays as it is. */
export interface IntegrationChanges {
  readonly label?: string
  readonly settings?: JsonObject
  readonly accounts?: readonly string[]
}

/**
 * Changes an integration.
 * @throws {ConduitError} `not_found`, `invalid`
 */
export async function updateIntegration(
  { database, keyring, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  changes: IntegrationChanges,
): Promise<void> {
  const at = now()
  const { label, settings, accounts } = changes
  await database.transaction(async executor => {
    const controller = await selectController(executor, ref.controllerId)
    if (controller === null) throw notFound('integration')
    const owner = { id: ref.id, controller }
    const [row] = await executor
      .update(integrations)
      .set({
        ...(label !== undefined && { label: cleanText(label, textLimits.type) }),
        // Changed settings may be another account's: neither its token nor its pause is theirs.
        ...(settings !== undefined && {
          settings: sealJson(keyring, owner, 'settings', settings),
          token: null,
          lastFetchRetryAfterSeconds: null,
        }),
        updatedAt: at,
      })
      .where(isKept(ref))
      .returning({ adapter: integrations.adapter })
    if (row === undefined) throw notFound('integration')
    if (accounts !== undefined) await claimAccounts(executor, ref, row.adapter, accounts)
    await auditIntegration(executor, at, actor, 'integration.updated', ref, {
      changed: Object.keys(changes),
    })
  })
  onChange()
}
