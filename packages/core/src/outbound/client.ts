import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Call, isPlatformError, type Platform } from '../contract/platform.ts'
import { allowedHosts, callTarget } from './call-target.ts'
import { createTokenKeeper, type TokenStore } from './token-keeper.ts'
import type { Transport } from './transport.ts'
import { type CallWitness, sendBefore } from './witness.ts'

/** What one integration's platform client is made of. */
export interface PlatformOptions {
  /** The only hosts to call, from the adapter's `hosts()`; with a port where it is not 443. */
  readonly hosts: readonly string[]
  readonly now: () => Date
  readonly transport: Transport
  /** Where the access token is kept between runs. */
  readonly tokens: TokenStore
  /** A signal that is aborted after so many milliseconds; default `AbortSignal.timeout`. */
  readonly timeout?: (milliseconds: number) => AbortSignal
  /** Is told of each call; default: nobody is. */
  readonly witness?: CallWitness | undefined
}

const callMilliseconds = 30_000
const maxTries = 3
const shortestPause = 250
const longestPause = 4_000

/**
 * The way out for one integration's adapter. Nothing is called before the adapter calls.
 *
 * A call, all its tries and pauses together, takes at most 30 s. An idempotent one is tried up to
 * three times after a 5xx, a timeout, a lost connection or broken JSON; a `Retry-After` is never
 * waited for here but handed up, since a job can wait better. Redirects are not followed, answers
 * are read up to 10 MiB.
 *
 * @example
 * const platform = createPlatform({ hosts: adapter.hosts(settings), transport, tokens, … })
 * const answer = await platform.request({ url: 'https://api.example.com/v1/people/7', json: true })
 */
export function createPlatform(options: PlatformOptions): Platform {
  const hosts = allowedHosts(options.hosts)
  const token = createTokenKeeper(options.tokens, options.now)
  const request = (call: Call) => requestWithRetries(call, callTarget(call.url, hosts), options)
  return {
    get now() {
      return options.now()
    },
    request: async call => request(call),
    async authorized(obtain, call) {
      const first = await token(obtain)
      try {
        return await request(call(first.value))
      } catch (error) {
        if (!isPlatformError(error) || error.status !== 401) throw error
      }
      const second = await token(obtain, first.value)
      return request(call(second.value))
    },
  }
}

async function requestWithRetries(call: Call, url: URL, options: PlatformOptions): Promise<Answer> {
  const { now, transport, timeout = AbortSignal.timeout, witness } = options
  const { dispatcher, wait = waitFor } = transport
  const context = { dispatcher, now, signal: timeout(callMilliseconds) }
  const idempotent = call.idempotent ?? (call.method ?? 'GET') === 'GET'
  let milliseconds = shortestPause
  for (let tries = 1; ; tries++) {
    const outcome = await sendBefore(witness, call, url, context)
    if ('answer' in outcome) return outcome.answer
    if (!outcome.passing || !idempotent || tries === maxTries) throw outcome.error
    milliseconds = nextPause(milliseconds)
    await wait(milliseconds, context.signal).catch(() => {
      throw outcome.error
    })
  }
}

/** Decorrelated jitter: callers that failed together do not come back together. */
function nextPause(previous: number): number {
  const upTo = Math.min(previous * 3, longestPause)
  return shortestPause + Math.random() * (upTo - shortestPause)
}

function waitFor(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return pause(milliseconds, undefined, signal === undefined ? {} : { signal })
}
