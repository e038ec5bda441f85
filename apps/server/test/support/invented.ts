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

/** A clock that stands still until it is moved. */
export function testClock(start = '2026-11-01T12:00:00.000Z') {
  let now = new Date(start)
  return {
    now: () => now,
    set(time: string) {
      now = new Date(time)
    },
    advance(seconds: number) {
      now = new Date(now.getTime() + seconds * 1_000)
    },
  }
}
