import type { Transport } from '@conduit/core/host'
import { type FakePlatform, fakePlatform } from './fake-platform.ts'
import type { FakeCall } from './faults.ts'

/** The one way out of a server, at whose end one fake platform after the other is put. */
export interface PlatformSwitch {
  readonly transport: Transport
  /** Puts a platform at its end while `work` runs; its script and answers are those of `fakePlatform`. */
  playing<T>(
    script: readonly FakeCall[],
    work: (platform: FakePlatform) => Promise<T>,
    otherwise?: FakeCall['response'],
  ): Promise<T>
  close(): Promise<void>
}

/** Makes a way out; while nothing is played, a platform that is out of order stands at its end. */
export async function createPlatformSwitch(): Promise<PlatformSwitch> {
  const idle = await fakePlatform([])
  let current: FakePlatform = idle
  return {
    transport: {
      get dispatcher() {
        return current.transport.dispatcher
      },
      wait: async (...pause) => await current.transport.wait?.(...pause),
    },
    async playing(script, work, otherwise) {
      const platform = await fakePlatform(script, otherwise)
      current = platform
      try {
        return await work(platform)
      } finally {
        current = idle
        await platform.close()
      }
    },
    close: () => idle.close(),
  }
}
