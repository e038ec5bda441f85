import { ConduitError, type SetupStep } from '@conduit/core'
import { changedSettings, type IntegrationRef, type SetupReport } from '@conduit/core/host'
import { and, eq, notInArray } from 'drizzle-orm'
import type { Actor } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import type { Executor } from '../database/database.ts'
import { notFound } from '../errors/not-found.ts'
import { revokeKeysOf } from '../keys/revoke-keys-of.ts'
import { dxKeys, integrations } from '../schema/index.ts'
import { isIntegration } from '../schema/row-ref.ts'
import { auditIntegration, isKept, selectIntegration } from './integration-rows.ts'
import { openJson, sealJson } from './sealed-json.ts'

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
    const { controller, integration } = await lock(executor, ref)
    const owner = { id: ref.id, controller }
    const before = openJson(keyring, owner, 'settings', integration.settings)
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
    if (step === 'connect' && outcome === 'ok') {
      await revokeKeysOf(executor, ref, now(), and(eq(dxKeys.bySetup, true), isNoneOf(keyIds)))
    }
    await auditIntegration(executor, at, actor, 'integration.setup', ref, {
      step,
      result: outcome,
      changed: learned,
    })
  })
  onChange()
}

/** Keeps others from changing the row, and reads it then. */
async function lock(executor: Executor, ref: IntegrationRef) {
  const { id } = integrations
  await executor.select({ id }).from(integrations).where(isKept(ref)).for('update')
  const row = await selectIntegration(executor, ref)
  if (row === null) throw notFound('integration')
  return row
}

function isNoneOf(keyIds: readonly string[]) {
  return keyIds.length > 0 ? notInArray(dxKeys.id, [...keyIds]) : undefined
}
