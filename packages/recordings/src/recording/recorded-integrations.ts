import type { IntegrationAdapter, JsonObject, JsonValue, Samples } from '@conduit/core'
import { effectiveSettings } from '@conduit/core/host'
import { Value } from '@sinclair/typebox/value'
import type { Recording } from './recording.ts'

/** What a recording takes for granted at the server. */
export interface RecordedIntegrations {
  /** The operator's options. */
  readonly options: JsonObject
  /** One for each integration; the recording calls the first. */
  readonly integrations: readonly [RecordedIntegration, ...RecordedIntegration[]]
}

/** One integration that a recording takes for granted. */
export interface RecordedIntegration {
  readonly settings: JsonObject
  /** What the machine had written by then: cursors, channels. */
  readonly state: JsonObject
  /** An access token that it held already. */
  readonly token: string | null
  readonly accounts: readonly string[]
}

/** Our own credentials: whoever plays a recording replaces them by such as its server knows. */
const own = ['did', 'dxKey', 'dpid', 'apiKey']
const stateKeys = ['cursor', 'channels', 'pageToken']

/**
 * Sorts a recording's credentials into options, settings and state. Key names are the adapter's
 * settings; its schemas decide first, then the names that the format reserves.
 */
export function recordedIntegrations(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Pick<Recording, 'credentials'>,
): RecordedIntegrations {
  const { connections: listed, ...credentials } = { ...samples.assumes, ...recording.credentials }
  const sorted = sort(adapter, credentials)
  const entries = Array.isArray(listed) ? (listed as readonly JsonObject[]) : [{} as JsonObject]
  const { options, settings } = placeSettings(adapter, sorted.settings, Array.isArray(listed))
  const [first, ...others] = entries.map((entry): RecordedIntegration => {
    const apart = sort(adapter, entry)
    const all = { ...settings, ...apart.settings }
    return {
      settings: all,
      state: { ...sorted.state, ...apart.state },
      token: typeof credentials.cachedToken === 'string' ? credentials.cachedToken : null,
      accounts: adapter.accounts?.(effectiveSettings(adapter, options, all)) ?? [],
    }
  })
  if (first === undefined) throw new Error('credentials.connections is empty')
  return { options, integrations: [first, ...others] }
}

/**
 * Where one URL serves all accounts, what verifies is the operator's. Beside `connections[]` stand
 * server options.
 */
function placeSettings(
  adapter: IntegrationAdapter,
  sorted: JsonObject,
  besideIntegrations: boolean,
): { readonly options: JsonObject; readonly settings: JsonObject } {
  if (besideIntegrations) return { options: sorted, settings: {} }
  if (adapter.authenticate.mints !== 'account') return { options: {}, settings: sorted }
  const proves = (key: string) => adapter.settings.properties[key]?.proves === true
  const entries = Object.entries(sorted)
  return {
    options: Object.fromEntries(entries.filter(([key]) => proves(key))),
    settings: Object.fromEntries(entries.filter(([key]) => !proves(key))),
  }
}

function sort(
  adapter: IntegrationAdapter,
  credentials: JsonObject,
): { readonly settings: JsonObject; readonly state: JsonObject } {
  const settings: Record<string, JsonValue> = {}
  const state: Record<string, JsonValue> = {}
  for (const [key, value] of Object.entries(credentials)) {
    const schema = adapter.settings.properties[key]
    const isState = Object.hasOwn(adapter.state?.properties ?? {}, key) || stateKeys.includes(key)
    if (schema !== undefined) {
      // A recorded null says that the setting is not made.
      if (value !== null || Value.Check(schema, null)) settings[key] = value
    } else if (isState) state[key] = value
    else if (key !== 'cachedToken' && !own.includes(key)) settings[key] = value
  }
  return { settings, state }
}
