import type { IntegrationAdapter } from '@conduit/core'
import { decodeId, type IntegrationRef } from '@conduit/core/host'
import { type Database, schedule } from '@conduit/db'
import type { RecordedIntegration } from '@conduit/recordings'
import type { Services } from '@conduit/server'
import type { Api } from '../api/api-client.ts'
import { addIntegration, approveAccount, type MintedUrls } from '../api/integrations.ts'
import { replaceSettings, sampleLabel } from '../samples/sample-integration.ts'

/** An integration of the demo organisation. */
export interface DemoIntegration extends Omit<MintedUrls, 'redactUrl'> {
  readonly id: string
  readonly adapter: string
}

/** Brings integrations to what recordings take for granted. */
export interface DemoIntegrations {
  prepare(adapter: IntegrationAdapter, wanted: RecordedIntegration): Promise<DemoIntegration>
}

interface Known {
  readonly integration: DemoIntegration
  accounts: readonly string[]
}

/**
 * Makes integrations through the API, and says as the owner of the server whose their accounts are:
 * no platform would. Where an earlier one has an account already, that one gets the new settings.
 */
export function createDemoIntegrations(
  api: Api,
  database: Database,
  dataControllerId: string,
): DemoIntegrations {
  const known: Known[] = []
  return {
    async prepare(adapter, wanted) {
      const earlier = known.find(
        each =>
          each.integration.adapter === adapter.name &&
          each.accounts.some(account => wanted.accounts.includes(account)),
      )
      const integration = earlier?.integration ?? (await add(adapter.name, wanted))
      if (earlier !== undefined) {
        await replaceSettings(api, integration.id, adapter, wanted.settings)
        earlier.accounts = wanted.accounts
      }
      for (const account of wanted.accounts) await approveAccount(api, integration.id, account)
      // Polled when its recording comes, and its platform not asked again whose its accounts are.
      await schedule(database, integrationRef(integration.id), { nextPollAt: null, renewAt: null })
      return integration
    },
  }

  async function add(
    adapter: string,
    { settings, accounts }: RecordedIntegration,
  ): Promise<DemoIntegration> {
    const input = { dataControllerId, adapter, label: sampleLabel, settings }
    const { integration, webhookUrl, pollUrl } = await addIntegration(api, input)
    const made = { id: integration.id, adapter, webhookUrl, pollUrl }
    known.push({ integration: made, accounts })
    return made
  }
}

/** Brings an integration to what the machine would have written by then, which no API takes. */
export async function seed(
  { store }: Services,
  id: string,
  { state, token }: RecordedIntegration,
): Promise<void> {
  const ref = integrationRef(id)
  await store.sessions.saveState(ref, state)
  await store.sessions.saveToken(ref, token === null ? null : { value: token })
}

/** The ids of an integration as the database has them. */
export function integrationRef(id: string): IntegrationRef {
  const ref = decodeId('integration', id)
  if (ref === null) throw new Error('not the id of an integration')
  return ref
}
