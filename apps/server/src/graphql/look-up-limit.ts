import { ConduitError } from '@conduit/core'

/**
 * Counts a look-up of an API key.
 * @throws {ConduitError} `rate_limited`, with the seconds after which the next one is answered
 */
export type LookUpLimit = (keyId: string) => void

const mostInWindow = 60
const windowMilliseconds = 60_000

/**
 * Limits how many people a key may look up, so that nobody tries lists of addresses to learn who is
 * known: sixty in any minute. Each process counts for itself.
 *
 * @param elapsed milliseconds by a clock that is never set
 */
export function createLookUpLimit(elapsed: () => number): LookUpLimit {
  const timesOf = new Map<string, readonly number[]>()
  return keyId => {
    const now = elapsed()
    const recent = (timesOf.get(keyId) ?? []).filter(time => time > now - windowMilliseconds)
    const [oldest] = recent
    if (oldest !== undefined && recent.length >= mostInWindow) {
      const retryAfterSeconds = Math.ceil((oldest + windowMilliseconds - now) / 1_000)
      throw new ConduitError('rate_limited', { reason: 'look-ups of people', retryAfterSeconds })
    }
    timesOf.set(keyId, [...recent, now])
  }
}
