import { randomUUID } from 'node:crypto'
import {
  effectiveSettings,
  generateDxKey,
  type IntegrationAdapter,
  type JsonObject,
  type JsonValue,
  type MemoryConnection,
  type Samples,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import type { Recording } from '../recording/recording.ts'

/** A connection with all that is needed to call as its platform. */
export type InstalledConnection = MemoryConnection &
  Required<Pick<MemoryConnection, 'id' | 'controllerId' | 'did' | 'dxKey' | 'accounts'>> & {
    /** DID by which the recording speaks of the controller, where it does. */
    readonly recordedDid: string | null
    /** An access token that is held already. */
    readonly cachedToken: string | null
  }

/** What a recording's `credentials` come to. */
export interface Installation {
  /** The operator's options. */
  readonly options: JsonObject
  /** The first one is called; several where one signature speaks for several. */
  readonly connections: readonly [InstalledConnection, ...InstalledConnection[]]
}

/** Our own credentials: replaced by such as our plugin knows. */
const own = ['did', 'dxKey', 'dpid', 'apiKey']
const stateKeys = ['cursor', 'channels', 'pageToken']

/**
 * Sorts a recording's credentials into settings, state, options and our own credentials. Key names
 * are the adapter's settings; its schemas decide first, then the names that the format reserves.
 */
export function install(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Pick<Recording, 'credentials' | 'request'>,
): Installation {
  const { connections: listed, ...credentials } = { ...samples.assumes, ...recording.credentials }
  const sorted = sort(adapter, credentials)
  const entries = Array.isArray(listed) ? (listed as readonly JsonObject[]) : [{} as JsonObject]
  const { options, settings } = placeSettings(adapter, sorted.settings, Array.isArray(listed))
  // A signed URL holds the credential: it has to be known as it stands.
  const asTheyStand = recording.request?.url !== undefined
  const [first, ...others] = entries.map(entry => {
    const apart = sort(adapter, entry)
    const ownSettings = { ...settings, ...apart.settings }
    return connectionOf(adapter, options, ownSettings, {
      state: { ...sorted.state, ...apart.state },
      recordedDid: textOf(entry.did ?? credentials.did),
      did: asTheyStand ? textOf(credentials.did) : null,
      dxKey: asTheyStand ? textOf(credentials.dxKey) : null,
      cachedToken: textOf(credentials.cachedToken),
    })
  })
  if (first === undefined) throw new Error('credentials.connections is empty')
  return { options, connections: [first, ...others] }
}

/**
 * A connection of another controller through the same adapter, with the same settings. It knows
 * none of the first one's accounts and channels.
 */
export function strangerTo({ connections: [first] }: Installation): InstalledConnection {
  const controllerId = randomUUID()
  return {
    ...first,
    ...{ id: randomUUID(), controllerId, did: `did:example:${controllerId}` },
    ...{ dxKey: generateDxKey(), accounts: [], state: {}, recordedDid: null },
  }
}

/** The settings as the adapter sees them through the connection that is called. */
export function settingsOf(
  adapter: IntegrationAdapter,
  { options, connections: [first] }: Installation,
): JsonObject {
  return effectiveSettings(adapter, options, first.settings)
}

/**
 * Where one URL serves all accounts, what verifies is the operator's. Beside `connections[]` stand
 * server options.
 */
function placeSettings(
  adapter: IntegrationAdapter,
  sorted: JsonObject,
  besideConnections: boolean,
): { readonly options: JsonObject; readonly settings: JsonObject } {
  if (besideConnections) return { options: sorted, settings: {} }
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

function connectionOf(
  adapter: IntegrationAdapter,
  options: JsonObject,
  settings: JsonObject,
  rest: {
    readonly state: JsonObject
    readonly recordedDid: string | null
    readonly did: string | null
    readonly dxKey: string | null
    readonly cachedToken: string | null
  },
): InstalledConnection {
  const controllerId = randomUUID()
  const effective = effectiveSettings(adapter, options, settings)
  return {
    adapter: adapter.name,
    settings,
    state: rest.state,
    id: randomUUID(),
    controllerId,
    did: rest.did ?? `did:example:${controllerId}`,
    dxKey: rest.dxKey ?? generateDxKey(),
    accounts: adapter.accounts?.(effective) ?? [],
    recordedDid: rest.recordedDid,
    cachedToken: rest.cachedToken,
  }
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}
