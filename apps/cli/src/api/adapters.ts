import type { Api } from './api-client.ts'

/** An adapter that is switched on at the server. */
export interface Adapter {
  readonly name: string
  readonly title: string | null
  readonly package: string | null
  readonly isRunning: boolean
  readonly isCalled: boolean
  readonly canFetch: boolean
  readonly canExport: boolean
  readonly canBeTold: boolean
  readonly canErase: boolean
  readonly fault: { readonly code: string; readonly message: string } | null
}

/** A setting of an adapter, by its JSON Schema. */
export interface SettingSchema {
  readonly type?: string
  readonly description?: string
  readonly secret?: boolean
  readonly learned?: boolean
}

/** The adapters of the server, in the order of its configuration. */
export async function listAdapters(api: Api): Promise<readonly Adapter[]> {
  const { adapters } = await api.run<{ adapters: readonly Adapter[] }>(
    `query { adapters { name title package isRunning isCalled canFetch canExport canBeTold canErase fault { code message } } }`,
  )
  return adapters
}

/** The settings that an integration through this adapter cannot be made without; empty if it is unknown. */
export async function requiredSettings(
  api: Api,
  name: string,
): Promise<ReadonlyMap<string, SettingSchema>> {
  const { adapters } = await api.run<{
    adapters: readonly { readonly name: string; readonly settingsSchema: SettingsSchema | null }[]
  }>(`query { adapters { name settingsSchema } }`)
  const schema = adapters.find(adapter => adapter.name === name)?.settingsSchema
  const { properties = {}, required = [] } = schema ?? {}
  return new Map(required.map(key => [key, properties[key] ?? {}]))
}

interface SettingsSchema {
  readonly properties?: Readonly<Record<string, SettingSchema>>
  readonly required?: readonly string[]
}
