import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Headers of every reply: replies are for the one who asked, and are what they say they are. */
export const securityHeadersPlugin = fp(
  async (app: FastifyInstance) => {
    app.addHook('onSend', (_request, reply, payload, done) => {
      reply.header('x-content-type-options', 'nosniff')
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      reply.header('referrer-policy', 'no-referrer')
      done(null, payload)
    })
  },
  { name: 'conduit-security-headers' },
)
