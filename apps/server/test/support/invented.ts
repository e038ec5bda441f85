import { createKeyring, type Keyring } from '@conduit/privacy'

/** A keyring for tests. */
export function testKeyring(): Keyring {
  return createKeyring(
    [{ id: 'test', bytes: Uint8Array.from({ length: 32 }, (_, index) => index) }],
    {
      allowWeak: true,
    },
  )
}

/** Clocks that stand still until time passes: the one can be set, the other cannot. */
export function testClock(start = '2026-11-01T12:00:00.000Z') {
  let now = new Date(start)
  let elapsed = 0
  return {
    now: () => now,
    elapsed: () => elapsed,
    set(time: string) {
      now = new Date(time)
    },
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1_000)
      elapsed += seconds * 1_000
    },
  }
}
