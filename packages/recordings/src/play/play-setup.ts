import {
  type IntegrationAdapter,
  type JsonObject,
  memoryStore,
  type Receiver,
  runSetup,
  type SetupReport,
  type SetupStep,
} from '@conduit/core'
import { type FakePlatform, fakePlatform } from '../fake-platform/fake-platform.ts'
import type { FakeCall } from '../fake-platform/faults.ts'
import { prefixOf, publicOrigin } from './origin.ts'
import { testKeyring } from './rig.ts'

/** A connection before a step of `setup`. */
export interface BeforeSetup {
  readonly settings: JsonObject
  /** Default: the machine has written nothing yet. */
  readonly state?: JsonObject
  /** Default: a day in November 2026. */
  readonly at?: Date
}

/** What a step of `setup` did. */
export interface PlayedSetup extends Pick<FakePlatform, 'calls' | 'unexpected' | 'unused'> {
  readonly report: SetupReport
  /** Each state that was kept, in order. */
  readonly saved: readonly JsonObject[]
}

/**
 * Runs one step of an adapter's `setup` at a platform that answers by a script. Addresses of ours
 * are `https://…/event?token=t1`, `t2` and so on; a token for a channel is `t1 of <channel>`.
 *
 * @example
 * const { report, saved, unexpected } = await playSetup(stripe, 'connect', { settings }, [creating])
 */
export async function playSetup(
  adapter: IntegrationAdapter,
  step: SetupStep,
  { settings, state = {}, at = new Date('2026-11-12T10:00:00Z') }: BeforeSetup,
  script: readonly FakeCall[],
): Promise<PlayedSetup> {
  const platform = await fakePlatform(script)
  const saved: JsonObject[] = []
  const store = memoryStore([{ adapter: adapter.name, settings, state }])
  const fetches: Receiver['store']['fetches'] = {
    ...store.fetches,
    saveState: async (ref, next) => {
      saved.push(next)
      await store.fetches.saveState(ref, next)
    },
  }
  const [connection] = store.connections
  if (connection === undefined) throw new Error('no connection')
  let minted = 0
  try {
    const report = await runSetup({
      receiver: {
        adapter,
        options: {},
        store: { ...store, fetches },
        keyring: testKeyring,
        clock: () => at,
      },
      connection,
      transport: platform.transport,
      step,
      webhook: async boundTo => {
        minted += 1
        const token = boundTo === undefined ? `t${minted}` : `t${minted} of ${boundTo}`
        const path = adapter.endpoint?.path ?? '/event'
        return {
          url: `${publicOrigin}${prefixOf(adapter)}${path}?token=${encodeURIComponent(token)}`,
          token,
        }
      },
    })
    if (report === null) throw new Error('somebody else holds the connection')
    const { calls, unexpected, unused } = platform
    return { report, saved, calls, unexpected, unused }
  } finally {
    await platform.close()
  }
}
