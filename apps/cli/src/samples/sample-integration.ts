import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import type { Api } from '../api/api-client.ts'
import { addIntegration, listIntegrations, updateIntegration } from '../api/integrations.ts'
import { rotateKey } from '../api/keys.ts'

/** What integrations for samples are called: those of `send`, and all of the demo. */
export const sampleLabel = 'sample'

/** An integration that is ready to be called. */
export interface SampleIntegration {
  readonly id: string
  /** With its credential; null: the platform sends nothing. */
  readonly webhookUrl: string | null
  /** The DX Key that the address holds, openly or in its token; empty: it holds none. */
  readonly dxKey: string
}

/**
 * The integration of a controller for samples, with these settings; it is made if need be. A key is
 * shown only when it is made, so each call makes a new one, in the place of those before.
 *
 * @param accounts those of the settings: an integration that has one of them already is the one
 */
export async function sampleIntegration(
  api: Api,
  dataControllerId: string,
  adapter: IntegrationAdapter,
  { settings, accounts }: { readonly settings: JsonObject; readonly accounts: readonly string[] },
): Promise<SampleIntegration> {
  const samples = (await listIntegrations(api, dataControllerId)).filter(
    each => each.adapter === adapter.name && each.label === sampleLabel,
  )
  const known =
    samples.find(each => each.accounts.some(({ account }) => accounts.includes(account))) ??
    samples[0]
  if (known !== undefined) await replaceSettings(api, known.id, adapter, settings)
  const fresh = { dataControllerId, adapter: adapter.name, label: sampleLabel, settings }
  const { id, webhookUrl } = known ?? (await addIntegration(api, fresh)).integration
  const holdsKey = webhookUrl === null || webhookUrl.includes('?')
  if (!holdsKey) return { id, webhookUrl, dxKey: '' }
  return { id, ...(await rotateKey(api, { dataControllerId, integrationId: id })) }
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
