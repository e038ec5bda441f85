import type { Transport } from '@conduit/core'
import { type FakeCall, type FakePlatform, fakePlatform } from '@conduit/testing'
import { Agent } from 'undici'

/** The one way out of the demo's server, which leads to the platform that is being played. */
export interface PlatformSwitch {
  readonly transport: Transport
  /** Puts a platform at its end while `work` runs. */
  playing<T>(script: readonly FakeCall[], work: (platform: FakePlatform) => Promise<T>): Promise<T>
}

/** Makes a way out that leads nowhere until a platform is put at its end. */
export function createPlatformSwitch(): PlatformSwitch {
  let current: FakePlatform | null = null
  const dispatcher = new Agent().compose(() => (options, handler) => {
    if (current === null) throw new Error('no platform is played')
    return current.transport.dispatcher.dispatch(options, handler)
  })
  return {
    transport: { dispatcher },
    async playing(script, work) {
      const platform = await fakePlatform(script)
      current = platform
      try {
        return await work(platform)
      } finally {
        current = null
        await platform.close()
      }
    },
  }
}
