import { randomUUID } from 'node:crypto'
import {
  effectiveSettings,
  generateDxKey,
  type IntegrationAdapter,
  type JsonObject,
  type MemoryConnection,
  type Samples,
} from '@conduit/core'
import { type RecordedConnection, recordedConnections } from '../recording/recorded-connections.ts'
import { recordedController } from '../recording/recorded-controller.ts'
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

/** What a recording takes for granted, with ids and credentials of our own. */
export function install(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Pick<Recording, 'credentials' | 'request'>,
): Installation {
  const { options, connections } = recordedConnections(adapter, samples, recording)
  const [first, ...others] = connections
  const own = (connection: RecordedConnection, index: number) =>
    connectionOf(adapter, connection, recording, index)
  return { options, connections: [own(first, 0), ...others.map((each, n) => own(each, n + 1))] }
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

function connectionOf(
  adapter: IntegrationAdapter,
  { settings, state, accounts, token }: RecordedConnection,
  recording: Pick<Recording, 'credentials' | 'request'>,
  index: number,
): InstalledConnection {
  const controllerId = randomUUID()
  const { calledBy, asItStands } = recordedController(recording, index)
  return {
    adapter: adapter.name,
    settings,
    state,
    id: randomUUID(),
    controllerId,
    did: asItStands.did ?? `did:example:${controllerId}`,
    dxKey: asItStands.dxKey ?? generateDxKey(),
    accounts,
    recordedDid: calledBy,
    cachedToken: token,
  }
}
