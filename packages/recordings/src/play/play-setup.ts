import type { IntegrationAdapter, JsonObject, SetupStep } from '@conduit/core'
import {
  createReceiver,
  memoryStore,
  runSetup,
  type SetupReport,
  type Store,
} from '@conduit/core/host'
import { type FakePlatform, fakePlatform } from '../fake-platform/fake-platform.ts'
import type { FakeCall } from '../fake-platform/faults.ts'
import { prefixOf, publicOrigin } from './origin.ts'
import { testKeyring } from './test-server.ts'

/** An integration before a step of `setup`. */
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
  const sessions: Store['sessions'] = {
    ...store.sessions,
    saveState: async (ref, next) => {
      saved.push(next)
      await store.sessions.saveState(ref, next)
    },
  }
  const receiver = createReceiver(adapter, {
    store: { ...store, sessions },
    keyring: testKeyring,
    clock: () => at,
  })
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  let minted = 0
  try {
    const report = await runSetup({
      receiver,
      integration: receiver.open(stored),
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
    if (report === null) throw new Error('somebody else holds the integration')
    const { calls, unexpected, unused } = platform
    return { report, saved, calls, unexpected, unused }
  } finally {
    await platform.close()
  }
}
