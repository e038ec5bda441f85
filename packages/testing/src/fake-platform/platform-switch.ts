import type { Transport } from '@conduit/core'
import { type FakePlatform, fakePlatform } from './fake-platform.ts'
import type { FakeCall } from './faults.ts'

/** The one way out of a server, at whose end one fake platform after the other is put. */
export interface PlatformSwitch {
  readonly transport: Transport
  /** Puts a platform at its end while `work` runs. */
  playing<T>(script: readonly FakeCall[], work: (platform: FakePlatform) => Promise<T>): Promise<T>
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
    },
    async playing(script, work) {
      const platform = await fakePlatform(script)
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
