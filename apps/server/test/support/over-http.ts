import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { decodeId, effectiveSettings } from '@conduit/core/host'
import {
  type Caller,
  type RecordedController,
  type RecordedIntegration,
  type Recording,
  recordedController,
  recordedIntegrations,
} from '@conduit/recordings'
import { sql } from 'drizzle-orm'
import type { TestApp } from './test-app.ts'

/** An adapter with its samples. */
export interface Sampled {
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
}

/** What one integration looks like from outside. */
export interface Connected {
  readonly controllerId: string
  readonly did: string
  readonly integrationId: string
  /** The same ids as the database has them. */
  readonly ids: Pick<Caller, 'controllerId' | 'id'>
  readonly recorded: RecordedController
  /** As the adapter sees them. */
  readonly settings: JsonObject
  readonly webhookUrl: URL | null
  readonly pollUrl: URL | null
}

/** Makes all integrations that a recording takes for granted, each with a controller of its own. */
export async function connectAll(
  app: TestApp,
  { adapter, samples }: Sampled,
  recording: Recording,
): Promise<readonly [Connected, ...Connected[]]> {
  const { options, integrations } = recordedIntegrations(adapter, samples, recording)
  const [first, ...others] = integrations
  const make = async (integration: RecordedIntegration, index: number): Promise<Connected> => ({
    ...(await connect(app, adapter.name, integration, recordedController(recording, index))),
    settings: effectiveSettings(adapter, options, integration.settings),
  })
  const connected: [Connected, ...Connected[]] = [await make(first, 0)]
  for (const [index, each] of others.entries()) connected.push(await make(each, index + 1))
  return connected
}

/** Makes an integration of somebody else, with the same settings, who knows nothing of its state. */
export async function connectStranger(
  app: TestApp,
  { adapter, samples }: Sampled,
  recording: Recording,
): Promise<Connected> {
  const { integrations } = recordedIntegrations(adapter, samples, recording)
  const [{ settings }] = integrations
  const knowing = { settings, state: {}, token: null, accounts: [] }
  const nobody = { calledBy: null, asItStands: {} }
  return { ...(await connect(app, adapter.name, knowing, nobody)), settings }
}

async function connect(
  app: TestApp,
  adapter: string,
  { settings, state, token, accounts }: RecordedIntegration,
  recorded: RecordedController,
): Promise<Omit<Connected, 'settings'>> {
  const { createDataController } = await ask<{
    createDataController: { dataController: { id: string; did: string } }
  }>(
    app,
    'mutation($input: CreateDataControllerInput!) { createDataController(input: $input) { dataController { id did } } }',
    { input: { name: 'Recorded', ...recorded.asItStands } },
  )
  const { id: controllerId, did } = createDataController.dataController
  const { integration, webhookUrl, pollUrl } = await addIntegration(
    app,
    controllerId,
    adapter,
    settings,
  )
  const ids = idsOf(integration.id)
  for (const account of accounts) await approve(app, integration.id, account)
  // Where a run before it would have left them.
  const { sessions } = app.services.store
  await sessions.saveState(ids, state)
  await sessions.saveToken(ids, token === null ? null : { value: token })
  return {
    ...{ controllerId, did, integrationId: integration.id, ids, recorded },
    webhookUrl: webhookUrl === null ? null : new URL(webhookUrl),
    pollUrl: pollUrl === null ? null : new URL(pollUrl),
  }
}

/** What no platform of a recording says: the account is theirs. */
export async function approve(app: TestApp, integrationId: string, account: string): Promise<void> {
  await ask(
    app,
    'mutation($id: ID!, $account: String!) { approveAccount(integrationId: $id, account: $account) { integration { id } } }',
    { id: integrationId, account },
  )
}

function idsOf(integrationId: string): Connected['ids'] {
  const decoded = decodeId('integration', integrationId)
  if (decoded === null) throw new Error('not the id of an integration')
  return { controllerId: decoded.controllerId, id: decoded.id }
}

/** Frees the accounts, and the DID and key that were imported, for the next recording. */
export async function disconnect(
  app: TestApp,
  { integrationId, ids, recorded }: Connected,
): Promise<void> {
  if (recorded.asItStands.did !== undefined) {
    // Nobody can take a controller away through the API.
    const { controllerId } = ids
    await app.database.transaction(async executor => {
      await executor.execute(
        sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
      )
      await executor.execute(sql`delete from dx_keys where controller_id = ${controllerId}::uuid`)
      await executor.execute(sql`update data_controllers set did = ${`did:example:${controllerId}`}
        where controller_id = ${controllerId}::uuid`)
    })
  }
  await ask(app, 'mutation($id: ID!) { removeIntegration(id: $id) { id } }', { id: integrationId })
}

/** A new integration, and the addresses that it was given. */
export async function addIntegration(
  app: TestApp,
  dataControllerId: string,
  adapter: string,
  settings: object,
) {
  const { addIntegration: added } = await ask<{
    addIntegration: {
      integration: { id: string }
      webhookUrl: string | null
      redactUrl: string | null
      pollUrl: string | null
    }
  }>(
    app,
    `mutation($input: AddIntegrationInput!) {
      addIntegration(input: $input) { integration { id } webhookUrl redactUrl pollUrl } }`,
    { input: { dataControllerId, adapter, settings } },
  )
  return added
}

/** The data of a GraphQL call that must not fail. */
export async function ask<T>(
  app: TestApp,
  query: string,
  variables?: object,
  key?: string,
): Promise<T> {
  const { data, errors } = await app.graph(query, variables, key)
  if (data === null || errors.length > 0) throw new Error(`refused: ${JSON.stringify(errors)}`)
  return data as never as T
}
