import type { IntegrationAdapter, JsonObject, Samples } from '@conduit/core'
import { type AddressedRequest, address, addressOf, type Recording } from '@conduit/recordings'
import {
  createRig,
  type Installation,
  type InstalledConnection,
  install,
  type Rig,
  sealForTest,
  settingsOf,
  strangerTo,
} from '@conduit/recordings/player'

/** A recorded call to the event endpoint that can be made again. */
export interface RecordedCall {
  readonly recording: Recording
  readonly installation: Installation
  /** As the adapter sees them. */
  readonly settings: JsonObject
  /** As recorded, with a credential of ours. */
  readonly request: AddressedRequest
  /** An application with the call's connection, at its time. */
  open(installation?: Installation, others?: readonly InstalledConnection[]): Promise<Rig>
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
    connection: installation.connections[0],
    stranger: strangerTo(installation),
  })
  return {
    ...{ recording, installation, request },
    settings: settingsOf(adapter, installation),
    async open(own = installation, others = []) {
      const rig = await createRig(adapter, own, { others, ...addressOf(recording) })
      rig.setClock(new Date(recording.receivedAt))
      return rig
    },
  }
}
