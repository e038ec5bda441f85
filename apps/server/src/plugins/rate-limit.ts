import { ConduitError } from '@conduit/core'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Redis } from 'ioredis'
import type { Metrics } from '../metrics/metrics.ts'
import { addressOf } from './addresses.ts'

/** How much one address may send. */
export interface RateLimitOptions {
  readonly max: number
  readonly windowMilliseconds: number
  /** Where the counts are kept so that they hold across servers; without it, in this process. */
  readonly redis?: Redis | undefined
  readonly metrics: Metrics
}

/** Addresses that are counted at a time; the default of the library is too few for a busy server. */
const addressesKept = 50_000

/**
 * Limits requests by address in a root `onRequest` hook: before every other plugin's hooks, so that
 * a refused credential and an unknown path count like anything else. Routes with
 * `config.rateLimit: false` are exempt.
 *
 * If the shared store cannot be reached the call goes on: webhooks matter more than the count.
 */
export const rateLimitPlugin = fp<RateLimitOptions>(
  async (app: FastifyInstance, { max, windowMilliseconds, redis, metrics }) => {
    await app.register(rateLimit, {
      global: false,
      max,
      timeWindow: windowMilliseconds,
      cache: addressesKept,
      skipOnError: true,
      // A port is another one for each connection; whatever is no address counts as one.
      keyGenerator: request => normalizeIP(addressOf(request.ip) ?? 'none'),
      ...(redis !== undefined && { redis, nameSpace: 'conduit-rate-limit-' }),
    })
    const check = app.createRateLimit()
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.config.rateLimit === false) return done()
      check(request).then(result => {
        if (result.isAllowed || !result.isExceeded) return done()
        metrics.rateLimited()
        const retryAfterSeconds = Math.max(1, result.ttlInSeconds)
        done(new ConduitError('rate_limited', { retryAfterSeconds }))
      }, done)
    })
  },
  { name: 'conduit-rate-limit' },
)
