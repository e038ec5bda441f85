import type { IntegrationAdapter, Samples } from '@conduit/core'
import { type DeliveryRecord, memoryStore } from '@conduit/core/host'
import { playRecording, readRecordings } from '@conduit/recordings'

/** What a store is told of when a recording is played. */
export interface Told {
  readonly file: string
  readonly delivery: DeliveryRecord
}

/**
 * Plays the recordings of a bundled adapter, and tells what a store is told of: by webhooks, and by what
 * is read because of them.
 *
 * @param change of the adapter, before it is played
 */
export async function toldBy(
  name: string,
  change: Partial<IntegrationAdapter> = {},
): Promise<readonly Told[]> {
  const from = `@conduit/adapter-${name}`
  const { default: adapter } = (await import(from)) as { default: IntegrationAdapter }
  const { default: samples } = (await import(`${from}/samples`)) as { default: Samples }
  const told: Told[] = []
  for (const { file, recording } of readRecordings(samples.recordings)) {
    if (recording === null) continue
    await playRecording({ ...adapter, ...change }, samples, recording, {
      makeStore: integrations => {
        const store = memoryStore(integrations)
        return {
          ...store,
          record: async deliveries => {
            told.push(...deliveries.map(delivery => ({ file, delivery })))
            return await store.record(deliveries)
          },
        }
      },
    })
  }
  return told
}
