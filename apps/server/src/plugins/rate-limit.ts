import { ConduitError } from '@conduit/core'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Redis } from 'ioredis'
import type { Metrics } from '../metrics/metrics.ts'
import { addressOf } from './addresses.ts'
import { countedWindow } from './counted-window.ts'
import { sharedStore } from './shared-store.ts'

/** How much one address may send. */
export interface RateLimitOptions {
  readonly max: number
  readonly windowMilliseconds: number
  /** Where the counts are kept so that they hold across servers; without it, in this process. */
  readonly redis?: Redis | undefined
  readonly metrics: Metrics
  readonly clock: () => Date
}

/**
 * Limits requests by address in a root `onRequest` hook: before every other plugin's hooks, so that
 * a refused credential and an unknown path count like anything else. Routes with
 * `config.rateLimit: false` are exempt.
 */
export const rateLimitPlugin = fp<RateLimitOptions>(
  async (app: FastifyInstance, { max, windowMilliseconds, redis, metrics, clock }) => {
    const shared = redis === undefined ? null : sharedStore({ redis, clock, logger: app.log })
    const ofAddress = await countedWindow(app, {
      max,
      windowMilliseconds,
      shared,
      nameSpace: 'conduit-rate-limit-',
      // A port is another one for each connection; whatever is no address counts as one.
      keyOf: request => normalizeIP(addressOf(request.ip) ?? 'none'),
      onCountedHere: metrics.limitedHere,
    })
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.config.rateLimit === false) return done()
      ofAddress(request).then(retryAfterSeconds => {
        if (retryAfterSeconds === null) return done()
        metrics.rateLimited()
        done(new ConduitError('rate_limited', { retryAfterSeconds }))
      }, done)
    })
  },
  { name: 'conduit-rate-limit' },
)
