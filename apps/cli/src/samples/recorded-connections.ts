import {
  effectiveSettings,
  type IntegrationAdapter,
  type JsonObject,
  type JsonValue,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import type { SamplePackage } from './load-samples.ts'
import type { NamedRecording } from './pick-recording.ts'

/** What a recording takes for granted at the server. */
export interface RecordedConnections {
  /** The operator's options. */
  readonly options: JsonObject
  /** One for each integration; the recording calls the first. */
  readonly connections: readonly [RecordedConnection, ...RecordedConnection[]]
}

/** One integration that a recording takes for granted. */
export interface RecordedConnection {
  readonly settings: JsonObject
  /** What the machine had written by then: cursors, channels. */
  readonly state: JsonObject
  /** An access token that it held already. */
  readonly token: string | null
  readonly accounts: readonly string[]
}

const ownCredentials = ['did', 'dxKey', 'dpid', 'apiKey', 'cachedToken']
const usualState = ['cursor', 'channels', 'pageToken']

/**
 * Sorts a recording's credentials into the operator's options, settings and state. Where one URL
 * serves all accounts, what verifies is the operator's; so is what stands beside `connections`.
 */
export function recordedConnections(
  { adapter, samples }: SamplePackage,
  { recording }: NamedRecording,
): RecordedConnections {
  const { connections: listed, ...shared } = { ...samples.assumes, ...recording.credentials }
  const { settings, state } = sort(adapter, shared)
  const isOption = (key: string) =>
    Array.isArray(listed) ||
    (adapter.authenticate.mints === 'account' && adapter.settings.properties[key]?.proves === true)
  const options = withKeys(settings, isOption)
  const common = withKeys(settings, key => !isOption(key))
  const entries = Array.isArray(listed) ? (listed as readonly JsonObject[]) : []
  const connectionOf = (entry: JsonObject): RecordedConnection => {
    const own = sort(adapter, entry)
    const all = { ...common, ...own.settings }
    return {
      settings: all,
      state: { ...state, ...own.state },
      token: typeof shared.cachedToken === 'string' ? shared.cachedToken : null,
      accounts: adapter.accounts?.(effectiveSettings(adapter, options, all)) ?? [],
    }
  }
  const [first = {}, ...others] = entries
  return { options, connections: [connectionOf(first), ...others.map(connectionOf)] }
}

function sort(
  adapter: IntegrationAdapter,
  credentials: JsonObject,
): { readonly settings: JsonObject; readonly state: JsonObject } {
  const stateKeys = [...Object.keys(adapter.state?.properties ?? {}), ...usualState]
  const isSetting = (key: string) => Object.hasOwn(adapter.settings.properties, key)
  const isMade = (key: string, value: JsonValue) => {
    // A recorded null says that the setting is not made.
    const schema = adapter.settings.properties[key]
    return value !== null || (schema !== undefined && Value.Check(schema, null))
  }
  return {
    settings: withKeys(credentials, (key, value) => isSetting(key) && isMade(key, value)),
    state: withKeys(
      credentials,
      key => !isSetting(key) && stateKeys.includes(key) && !ownCredentials.includes(key),
    ),
  }
}

function withKeys(
  from: JsonObject,
  isWanted: (key: string, value: JsonValue) => boolean,
): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([key, value]) => isWanted(key, value)))
}
