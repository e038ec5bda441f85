import { ConduitError, type Controller, type JsonObject } from '@conduit/core'
import { and, ne } from 'drizzle-orm'
import { uuidv7 } from 'uuidv7'
import type { Executor } from '../client.ts'
import { selectController } from '../find-controller.ts'
import { integrationAccounts, integrations } from '../schema/index.ts'
import { sealJson } from '../sealed-json.ts'
import { cleanText, textLimits } from '../text.ts'
import type { Actor } from './audit.ts'
import { type AdministrationContext, conflictOn, notFound } from './context.ts'
import {
  auditIntegration,
  type IntegrationRef,
  isIntegration,
  releaseAccounts,
} from './integration-rows.ts'

/** A connection to be made. */
export interface NewIntegration {
  readonly controllerId: string
  /** Slug of the adapter. */
  readonly adapter: string
  readonly label: string
  /** Checked by the caller against the adapter's schema; stored sealed. */
  readonly settings: JsonObject
  /** Accounts that the connection speaks for; each belongs to one connection of the adapter. */
  readonly accounts: readonly string[]
}

/** What may change about a connection. Absent: stays as it is. */
export interface IntegrationChanges {
  readonly label?: string
  readonly settings?: JsonObject
  readonly accounts?: readonly string[]
}

const accountTaken = 'another connection of this adapter has this account'

/**
 * Connects a controller to a platform; the connection is enabled at once.
 * @returns its UUID
 * @throws {ConduitError} `not_found`, `invalid`, or `conflict`: an account is another connection's
 */
export async function addIntegration(
  { database, keyring, now, onChange }: AdministrationContext,
  actor: Actor,
  input: NewIntegration,
): Promise<string> {
  const { controllerId, adapter } = input
  const id = uuidv7()
  const at = now()
  await mutate(database, async executor => {
    const controller = await controllerOf(executor, controllerId)
    const owner = { controller, integrationId: id }
    await executor.insert(integrations).values({
      controllerId,
      id,
      adapter,
      label: cleanText(input.label, textLimits.type),
      status: 'enabled',
      settings: sealJson(keyring, owner, 'settings', input.settings),
      createdAt: at,
      updatedAt: at,
    })
    await claimAccounts(executor, { controllerId, id }, adapter, input.accounts)
    await auditIntegration(
      executor,
      at,
      actor,
      'integration.created',
      { controllerId, id },
      { adapter },
    )
  })
  onChange()
  return id
}

/**
 * Changes a connection.
 * @throws {ConduitError} `not_found`, `invalid`, or `conflict`: an account is another connection's
 */
export async function updateIntegration(
  { database, keyring, now, onChange }: AdministrationContext,
  actor: Actor,
  ref: IntegrationRef,
  changes: IntegrationChanges,
): Promise<void> {
  const at = now()
  const { label, settings, accounts } = changes
  await mutate(database, async executor => {
    const controller = await controllerOf(executor, ref.controllerId)
    const owner = { controller, integrationId: ref.id }
    const [row] = await executor
      .update(integrations)
      .set({
        ...(label !== undefined && { label: cleanText(label, textLimits.type) }),
        // Changed settings may be another account's: its token is not to be used with them.
        ...(settings !== undefined && {
          settings: sealJson(keyring, owner, 'settings', settings),
          token: null,
        }),
        updatedAt: at,
      })
      .where(and(isIntegration(ref), ne(integrations.status, 'removed')))
      .returning({ adapter: integrations.adapter })
    if (row === undefined) throw notFound('integration')
    if (accounts !== undefined) {
      await releaseAccounts(executor, ref)
      await claimAccounts(executor, ref, row.adapter, accounts)
    }
    await auditIntegration(executor, at, actor, 'integration.updated', ref, {
      changed: Object.keys(changes),
    })
  })
  onChange()
}

async function mutate(
  database: AdministrationContext['database'],
  work: (executor: Executor) => Promise<void>,
): Promise<void> {
  try {
    await database.transaction(work)
  } catch (error) {
    throw conflictOn(error, 'integration_accounts_account', accountTaken)
  }
}

async function controllerOf(executor: Executor, controllerId: string): Promise<Controller> {
  const controller = await selectController(executor, controllerId)
  if (controller === null) throw notFound('data controller')
  return controller
}

async function claimAccounts(
  executor: Executor,
  { controllerId, id }: IntegrationRef,
  adapter: string,
  accounts: readonly string[],
): Promise<void> {
  const unique = [...new Set(accounts)].sort()
  if (
    unique.some(account => account === '' || cleanText(account, textLimits.account) !== account)
  ) {
    throw new ConduitError('invalid', { reason: 'an account is empty, too long or unprintable' })
  }
  if (unique.length === 0) return
  await executor
    .insert(integrationAccounts)
    .values(unique.map(account => ({ controllerId, integrationId: id, adapter, account })))
}
