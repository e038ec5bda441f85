import { ConduitError } from '@conduit/core'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** From now on every new request is answered 503; those under way go on. */
    refuseRequests(): void
  }
}

/**
 * The first half of a graceful stop. Connections that platforms keep open are told to go, so that
 * their next call reaches another server.
 */
export const stoppingPlugin = fp(
  async (app: FastifyInstance) => {
    let stopping = false
    app.decorate('refuseRequests', () => {
      stopping = true
    })
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (stopping) reply.header('connection', 'close')
      done(null, payload)
    })
    app.addHook('onRequest', (_request, _reply, done) => {
      if (!stopping) return done()
      done(new ConduitError('unavailable', { reason: 'stopping', retryAfterSeconds: 5 }))
    })
    app.addHook('preClose', async () => app.refuseRequests())
  },
  { name: 'conduit-stopping' },
)
