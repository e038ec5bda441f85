import type { IntegrationAdapter, Samples } from '@conduit/core'
import type { Recording } from '../recording/recording.ts'
import type { Observed } from './observed.ts'
import { withPlayer } from './player.ts'
import type { MakeStore } from './test-server.ts'

/** How to play. */
export interface PlayOptions {
  /** Default: `memoryStore`. */
  readonly makeStore?: MakeStore
  /** The recording that comes before this one, in the same store. */
  readonly before?: Recording | null
}

/**
 * Plays a recording: the adapter's plugin in a Fastify application, the request with its exact
 * bytes at its recorded time, then the reading at the platform, which a script answers.
 *
 * @returns what could be observed, to be compared with what the recording expects. The application
 *   is closed by then; its store can still be looked into.
 * @example
 * const observed = await playRecording(adapter, samples, recording)
 * compareRecording(recording, observed).differences // []
 */
export async function playRecording(
  adapter: IntegrationAdapter,
  samples: Samples,
  recording: Recording,
  { makeStore, before = null }: PlayOptions = {},
): Promise<Observed> {
  return await withPlayer(
    adapter,
    samples,
    recording,
    async player => {
      if (before !== null) await player.play(before)
      return await player.play(recording)
    },
    makeStore,
  )
}
