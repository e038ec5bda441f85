import { ConduitError } from '@conduit/core'

/** Of one API key at one server: a page of it takes one. */
const mostOfKey = 10
const most = 1_000

/** Counts open streams, so that nobody opens them without end. */
export interface OpenStreams {
  /**
   * @returns gives the place back
   * @throws {ConduitError} `rate_limited`, `unavailable`
   */
  readonly take: (keyId: string) => () => void
}

export function createOpenStreams(): OpenStreams {
  const byKey = new Map<string, number>()
  let open = 0
  return {
    take: keyId => {
      const own = byKey.get(keyId) ?? 0
      const retryAfterSeconds = 10
      if (own >= mostOfKey) {
        throw new ConduitError('rate_limited', { reason: 'too many streams', retryAfterSeconds })
      }
      if (open >= most) {
        throw new ConduitError('unavailable', { reason: 'too many streams', retryAfterSeconds })
      }
      byKey.set(keyId, own + 1)
      open += 1
      return () => {
        open -= 1
        const left = (byKey.get(keyId) ?? 1) - 1
        if (left === 0) byKey.delete(keyId)
        else byKey.set(keyId, left)
      }
    },
  }
}
