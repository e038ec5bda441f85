import { ConduitError } from '@conduit/core'
import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Redis } from 'ioredis'
import type { Metrics } from '../metrics/metrics.ts'
import { addressOf } from './addresses.ts'
import { countedWindow } from './counted-window.ts'
import { sharedStore } from './shared-store.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * Counts a call of an adapter: of an integration by itself, of nobody by its address. Null where
     * every request is counted by its address before it comes that far.
     */
    limitCall: ((request: FastifyRequest, integrationId: string | null) => Promise<void>) | null
    /** Counts a call that has somebody erased, apart from all others: of an integration, or of nobody by its address. */
    limitRedact: (request: FastifyRequest, integrationId: string | null) => Promise<void>
  }
  interface FastifyRequest {
    /** API id of the integration that an admitted call is counted for. */
    countedFor: string
  }
}

/** Calls by which one integration has people erased, or asks how far that is, in a window. */
const mostRedactCalls = 300

/** How much one address may send. */
export interface RateLimitOptions {
  readonly max: number
  readonly windowMilliseconds: number
  /** Calls that one integration may be sent in a window; absent: its address is counted. */
  readonly admitted?: number | undefined
  /** Where the counts are kept so that they hold across servers; without it, in this process. */
  readonly redis?: Redis | undefined
  readonly metrics: Metrics
  /** Milliseconds by a clock that is never set. */
  readonly elapsed: () => number
}

/**
 * Limits requests by address in a root `onRequest` hook: before every other plugin's hooks, so that
 * a refused credential and an unknown path count like anything else. Routes with
 * `config.rateLimit: false` are exempt. With `admitted`, calls of adapters are counted once it is
 * known whose they are, by `limitCall`.
 */
export const rateLimitPlugin = fp<RateLimitOptions>(
  async (app: FastifyInstance, { max, windowMilliseconds, admitted, redis, metrics, elapsed }) => {
    const shared = redis === undefined ? null : sharedStore({ redis, elapsed, logger: app.log })
    const common = { windowMilliseconds, elapsed, shared, onCountedHere: metrics.limitedHere }
    const ofAddress = await countedWindow(app, {
      ...common,
      max,
      nameSpace: 'conduit-rate-limit-',
      // A port is another one for each connection; whatever is no address counts as one.
      keyOf: request => normalizeIP(addressOf(request.ip) ?? 'none'),
    })
    const refusalOfAddress = (retryAfterSeconds: number | null): ConduitError | undefined => {
      if (retryAfterSeconds === null) return undefined
      metrics.rateLimited()
      return new ConduitError('rate_limited', { retryAfterSeconds })
    }
    app.addHook('onRequest', (request, _reply, done) => {
      if (request.routeOptions.config.rateLimit === false) return done()
      const counted = ofAddress(request)
      if (!(counted instanceof Promise)) return done(refusalOfAddress(counted))
      counted.then(seconds => done(refusalOfAddress(seconds)), done)
    })
    app.decorateRequest('countedFor', '')
    const ofRedact = await countedWindow(app, {
      ...common,
      max: Math.min(max, mostRedactCalls),
      nameSpace: 'conduit-redact-',
      keyOf: request => request.countedFor || normalizeIP(addressOf(request.ip) ?? 'none'),
    })
    app.decorate('limitRedact', async (request, integrationId) => {
      request.countedFor = integrationId ?? ''
      const retryAfterSeconds = await ofRedact(request)
      if (retryAfterSeconds === null) return
      metrics.rateLimited()
      throw new ConduitError('rate_limited', { retryAfterSeconds })
    })
    app.decorate('limitCall', null)
    if (admitted === undefined) return
    const ofIntegration = await countedWindow(app, {
      ...common,
      max: admitted,
      nameSpace: 'conduit-admitted-',
      keyOf: request => request.countedFor,
    })
    app.limitCall = async (request, integrationId) => {
      if (integrationId === null) {
        const refusal = refusalOfAddress(await ofAddress(request))
        if (refusal !== undefined) throw refusal
        return
      }
      request.countedFor = integrationId
      const retryAfterSeconds = await ofIntegration(request)
      if (retryAfterSeconds === null) return
      metrics.admittedRefused()
      const reason = 'too many calls of this integration'
      throw new ConduitError('rate_limited', { reason, retryAfterSeconds })
    }
  },
  { name: 'conduit-rate-limit' },
)
