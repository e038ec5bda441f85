import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyRequest {
    /** An adapter's own code answers this request, and reports how it ended by itself. */
    isObserved: boolean
  }
}

/**
 * One line per request, with the pattern of its route: the URL holds credentials. Calls that reach
 * an adapter have a line of their own, which says more.
 */
export const requestLogPlugin = fp(
  async (app: FastifyInstance) => {
    app.decorateRequest('isObserved', false)
    app.addHook('onResponse', (request, reply, done) => {
      if (request.isObserved && reply.statusCode !== 405) return done()
      request.log.info(
        {
          method: request.method,
          route: request.routeOptions.url,
          status: reply.statusCode,
          milliseconds: reply.elapsedTime,
        },
        'request',
      )
      done()
    })
  },
  { name: 'conduit-request-log' },
)
