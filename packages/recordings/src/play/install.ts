import { randomUUID } from 'node:crypto'
import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { effectiveSettings, generateDxKey, type MemoryIntegration } from '@conduit/core/host'
import { recordedController } from '../recording/recorded-controller.ts'
import {
  type RecordedIntegration,
  recordedIntegrations,
} from '../recording/recorded-integrations.ts'
import type { Recording } from '../recording/recording.ts'

/** An integration with all that is needed to call as its platform. */
export type InstalledIntegration = MemoryIntegration &
  Required<Pick<MemoryIntegration, 'id' | 'controllerId' | 'did' | 'dxKey' | 'accounts'>> & {
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
  readonly integrations: readonly [InstalledIntegration, ...InstalledIntegration[]]
}

/** What a recording takes for granted, with ids and credentials of our own. */
export function install(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Pick<Recording, 'credentials' | 'request'>,
): Installation {
  const { options, integrations } = recordedIntegrations(adapter, samples, recording)
  const [first, ...others] = integrations
  const own = (integration: RecordedIntegration, index: number) =>
    integrationOf(adapter, integration, recording, index)
  return { options, integrations: [own(first, 0), ...others.map((each, n) => own(each, n + 1))] }
}

/**
 * An integration of another controller through the same adapter, with the same settings. It knows
 * none of the first one's accounts and channels.
 */
export function otherTenantOf({ integrations: [first] }: Installation): InstalledIntegration {
  const controllerId = randomUUID()
  return {
    ...first,
    ...{ id: randomUUID(), controllerId, did: `did:example:${controllerId}` },
    ...{ dxKey: generateDxKey(), accounts: [], state: {}, recordedDid: null },
  }
}

/** The settings as the adapter sees them through the integration that is called. */
export function settingsOf(
  adapter: IntegrationAdapter,
  { options, integrations: [first] }: Installation,
): JsonObject {
  return effectiveSettings(adapter, options, first.settings)
}

function integrationOf(
  adapter: IntegrationAdapter,
  { settings, state, accounts, token }: RecordedIntegration,
  recording: Pick<Recording, 'credentials' | 'request'>,
  index: number,
): InstalledIntegration {
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
