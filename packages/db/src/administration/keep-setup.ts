import { ConduitError, changedSettings, type SetupReport, type SetupStep } from '@conduit/core'
import { and, eq, isNull, ne, notInArray } from 'drizzle-orm'
import type { Executor } from '../client.ts'
import { selectController } from '../find-controller.ts'
import { dxKeys, integrations } from '../schema/index.ts'
import { openJson, sealJson } from '../sealed-json.ts'
import type { Actor } from './audit.ts'
import { type AdministrationContext, notFound } from './context.ts'
import { auditIntegration, type IntegrationRef, isIntegration } from './integration-rows.ts'

/** A step of `setup` that was run, and what is to be kept of it. */
export interface KeptSetup {
  readonly step: SetupStep
  readonly report: SetupReport
  /** When it is to be done again; null: never. */
  readonly renewAt: Date | null
  /** Ids of the DX Keys that the step handed to the platform. */
  readonly keyIds: readonly string[]
}

/**
 * Keeps what a step of `setup` came to: how it ended, what it learned, when it is due again. Learned
 * settings are laid over those of this moment, so that a change made meanwhile is not lost.
 * Connecting made everything at the platform anew, so the keys that it held before are revoked.
 *
 * @throws {ConduitError} `not_found`: it was removed meanwhile
 */
export async function keepSetup(
  { database, keyring, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  { step, report, renewAt, keyIds }: KeptSetup,
): Promise<void> {
  const { outcome, at } = report
  await database.transaction(async executor => {
    const { settings, owner } = await lock(executor, ref)
    const before = openJson(keyring, owner, 'settings', settings)
    if (before === null) throw new ConduitError('internal', { reason: 'settings are missing' })
    const learned = Object.keys(report.settings).filter(
      key => report.settings[key] !== (before[key] ?? null),
    )
    await executor
      .update(integrations)
      .set({
        lastSetupAt: at,
        lastSetupOutcome: outcome,
        renewAt,
        ...(learned.length > 0 && {
          settings: sealJson(keyring, owner, 'settings', changedSettings(before, report.settings)),
          updatedAt: at,
        }),
      })
      .where(isIntegration(ref))
    if (step === 'connect' && outcome === 'ok') await revokeOthers(executor, ref, keyIds, now())
    await auditIntegration(executor, at, actor, 'integration.setup', ref, {
      step,
      result: outcome,
      changed: learned,
    })
  })
  onChange()
}

async function lock(executor: Executor, ref: IntegrationRef) {
  const [row] = await executor
    .select({ settings: integrations.settings })
    .from(integrations)
    .where(and(isIntegration(ref), ne(integrations.status, 'removed')))
    .for('update')
  const controller = await selectController(executor, ref.controllerId)
  if (row === undefined || controller === null) throw notFound('integration')
  return { settings: row.settings, owner: { controller, integrationId: ref.id } }
}

async function revokeOthers(
  executor: Executor,
  { controllerId, id }: IntegrationRef,
  keyIds: readonly string[],
  at: Date,
): Promise<void> {
  await executor
    .update(dxKeys)
    .set({ revokedAt: at })
    .where(
      and(
        eq(dxKeys.controllerId, controllerId),
        eq(dxKeys.integrationId, id),
        eq(dxKeys.bySetup, true),
        isNull(dxKeys.revokedAt),
        ...(keyIds.length > 0 ? [notInArray(dxKeys.id, [...keyIds])] : []),
      ),
    )
}
