import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import type { Api } from '../api/api-client.ts'
import {
  addIntegration,
  listIntegrations,
  type MintedUrls,
  updateIntegration,
} from '../api/integrations.ts'
import { rotateKey } from '../api/keys.ts'

/** What integrations for samples are called: those of `send`, and all of the demo. */
export const sampleLabel = 'sample'

/**
 * The integration of a controller for samples, with these settings; it is made if need be. A URL is
 * shown only when it is made, so each call makes new keys for it, in the place of those before.
 *
 * @param accounts those of the settings: an integration that has one of them already is the one
 */
export async function sampleIntegration(
  api: Api,
  dataControllerId: string,
  adapter: IntegrationAdapter,
  { settings, accounts }: { readonly settings: JsonObject; readonly accounts: readonly string[] },
): Promise<MintedUrls & { readonly id: string }> {
  const samples = (await listIntegrations(api, dataControllerId)).filter(
    each => each.adapter === adapter.name && each.label === sampleLabel,
  )
  const known =
    samples.find(each => each.accounts.some(account => accounts.includes(account))) ?? samples[0]
  if (known === undefined) {
    const fresh = { dataControllerId, adapter: adapter.name, label: sampleLabel, settings }
    const { integration, webhookUrl, pollUrl } = await addIntegration(api, fresh)
    return { id: integration.id, webhookUrl, pollUrl }
  }
  await replaceSettings(api, known.id, adapter, settings)
  const { id, webhookUrl } = known
  const holdsKey = webhookUrl === null || webhookUrl.includes('?')
  if (!holdsKey) return { id, webhookUrl, pollUrl: null }
  const rotated = await rotateKey(api, { dataControllerId, integrationId: id })
  return { id, webhookUrl: rotated.webhookUrl, pollUrl: rotated.pollUrl }
}

/** Makes these the settings of an integration, and none beside them. */
export async function replaceSettings(
  api: Api,
  id: string,
  adapter: IntegrationAdapter,
  settings: JsonObject,
): Promise<void> {
  const none = Object.keys(adapter.settings.properties).map(key => [key, null])
  await updateIntegration(api, id, { ...Object.fromEntries(none), ...settings })
}
