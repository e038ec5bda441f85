import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { type AddressedRequest, address, addressOf, type Recording } from '@conduit/recordings'
import {
  createTestServer,
  type Installation,
  type InstalledIntegration,
  install,
  otherTenantOf,
  sealForTest,
  settingsOf,
  type TestServer,
} from '@conduit/recordings/player'

/** A recorded call to the event endpoint that can be made again. */
export interface RecordedCall {
  readonly recording: Recording
  readonly installation: Installation
  /** As the adapter sees them. */
  readonly settings: JsonObject
  /** As recorded, with a credential of ours. */
  readonly request: AddressedRequest
  /** An application with the call's integration, at its time. */
  open(installation?: Installation, others?: readonly InstalledIntegration[]): Promise<TestServer>
}

/** Makes a recorded request ready to be sent; null if the recording holds none. */
export async function recordedCall(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
): Promise<RecordedCall | null> {
  if (recording.request === undefined) return null
  const installation = install(adapter, samples, recording)
  const request = await address(recording, recording.request, {
    ...{ adapter, seal: sealForTest, scope: 'event' },
    integration: installation.integrations[0],
    stranger: otherTenantOf(installation),
  })
  return {
    ...{ recording, installation, request },
    settings: settingsOf(adapter, installation),
    async open(own = installation, others = []) {
      const server = await createTestServer(adapter, own, { others, ...addressOf(recording) })
      server.setClock(new Date(recording.receivedAt))
      return server
    },
  }
}
