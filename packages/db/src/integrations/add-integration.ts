import { ConduitError, type JsonObject } from '@conduit/core'
import { uuidv7 } from 'uuidv7'
import type { Actor } from '../audit/write-audit.ts'
import { selectController } from '../controllers/find-controller.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { notFound } from '../errors/not-found.ts'
import { openOffboarding } from '../offboarding/offboarding-rows.ts'
import { integrations } from '../schema/index.ts'
import { claimAccounts } from './integration-accounts.ts'
import { auditIntegration } from './integration-rows.ts'
import { sealJson } from './sealed-json.ts'

/** An integration to be made. */
export interface NewIntegration {
  readonly controllerId: string
  /** Slug of the adapter. */
  readonly adapter: string
  readonly label: string
  /** Checked by the caller against the adapter's schema; stored sealed. */
  readonly settings: JsonObject
  /** Accounts that the integration claims. What it receives of them elsewhere than at its own URL needs proof. */
  readonly accounts: readonly string[]
}

/**
 * Connects a controller to a platform; the integration is enabled at once.
 * @returns its UUID
 * @throws {ConduitError} `not_found`, `invalid`; `conflict`: the controller is being offboarded
 */
export async function addIntegration(
  { database, keyring, now, onChange }: AdministrationContext,
  actor: Actor,
  input: NewIntegration,
): Promise<string> {
  const { controllerId, adapter } = input
  const id = uuidv7()
  const ref = { controllerId, id }
  const at = now()
  await database.transaction(async executor => {
    const controller = await selectController(executor, controllerId)
    if (controller === null) throw notFound('data controller')
    if ((await openOffboarding(executor, controllerId)) !== null)
      throw new ConduitError('conflict', {
        reason: 'offboarding: the data controller is leaving: cancel that first',
      })
    await executor.insert(integrations).values({
      ...ref,
      adapter,
      label: cleanText(input.label, textLimits.type),
      status: 'enabled',
      settings: sealJson(keyring, { id, controller }, 'settings', input.settings),
      createdAt: at,
      updatedAt: at,
    })
    await claimAccounts(executor, ref, adapter, input.accounts)
    await auditIntegration(executor, at, actor, 'integration.created', ref, { adapter })
  })
  onChange()
  return id
}
