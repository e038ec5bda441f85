import type { Answered } from '@conduit/core/host'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Redis } from 'ioredis'
import { localWindow } from './local-window.ts'
import type { SharedStore } from './shared-store.ts'

/** What is counted, how many of it may come in a window, and where the counts are. */
export interface WindowOptions {
  readonly max: number
  readonly windowMilliseconds: number
  /** Milliseconds by a clock that is never set. */
  readonly elapsed: () => number
  /** Whose request it is. */
  readonly keyOf: (request: FastifyRequest) => string
  /** In front of the keys in the shared store. */
  readonly nameSpace: string
  /** Where servers count together; null: each for itself. */
  readonly shared: SharedStore | null
  /** Told of each request that is counted here because the shared store does not answer. */
  readonly onCountedHere: () => void
}

/** Counts a request, at once where it is counted here. @returns seconds until the next may come; null: this one may pass */
export type CountedWindow = (request: FastifyRequest) => Answered<number | null>

type Check = ReturnType<FastifyInstance['createRateLimit']>

/** Makes a window. Where the shared store does not answer, this process counts by itself. */
export async function countedWindow(
  app: FastifyInstance,
  options: WindowOptions,
): Promise<CountedWindow> {
  const { shared, keyOf, onCountedHere } = options
  const here = localWindow(options)
  if (shared === null) return request => here(keyOf(request))
  const there = await checkIn(app, options, shared.redis)
  return async request => {
    const answer = await shared.ask(() => there(request))
    if (answer !== null) return secondsLeft(answer)
    onCountedHere()
    return here(keyOf(request))
  }
}

/** Each in a context of its own, since the library has one store for a context. */
async function checkIn(
  app: FastifyInstance,
  { max, windowMilliseconds, keyOf, nameSpace }: WindowOptions,
  redis: Redis,
): Promise<Check> {
  const checks: Check[] = []
  await app.register(async scope => {
    await scope.register(rateLimit, {
      global: false,
      max,
      timeWindow: windowMilliseconds,
      keyGenerator: keyOf,
      redis,
      nameSpace,
    })
    checks.push(scope.createRateLimit())
  })
  const [check] = checks
  if (check === undefined) throw new TypeError('a limit was not registered')
  return check
}

function secondsLeft(answer: Awaited<ReturnType<Check>>): number | null {
  if (answer.isAllowed || !answer.isExceeded) return null
  return Math.max(1, answer.ttlInSeconds)
}
