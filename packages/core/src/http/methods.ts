import type { FastifyInstance, HTTPMethods } from 'fastify'
import { ConduitError } from '../contract/errors.ts'

const everyMethod: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]

/** Answers every other method at a URL with 405, and says which are answered. */
export function allowOnly(
  app: FastifyInstance,
  url: string,
  methods: readonly HTTPMethods[],
): void {
  app.route({
    method: everyMethod.filter(method => !methods.includes(method)),
    url,
    exposeHeadRoute: false,
    onRequest: (_request, reply, done) => {
      reply.header('allow', methods.join(', '))
      done(new ConduitError('method_not_allowed'))
    },
    handler: async () => undefined,
  })
}
