import { ConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { GraphEngine } from '../graphql/engine.ts'
import type { Services } from '../services.ts'
import { authenticate, isSameHolder } from './authenticate.ts'

/** What the API works with. */
export interface GraphqlOptions {
  readonly services: Services
}

const path = '/api/v1/graphql'
const bodyLimit = 262_144

const body = Type.Object({
  query: Type.String({ minLength: 1 }),
  operationName: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  variables: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])),
})

/**
 * The API for people and scripts: GraphQL over POST alone, so that no query and no identifier in it
 * ever stands in a URL; for holders of an API key alone, its description of itself included.
 */
export async function graphqlPlugin(app: FastifyInstance, { services }: GraphqlOptions) {
  const holders = new WeakMap<FastifyRequest, ApiKeyHolder>()
  let engine: Promise<GraphEngine> | null = null
  app.addHook('onClose', async () => (await engine)?.close())
  // A form of another site can send it without asking the browser.
  app.removeContentTypeParser('text/plain')
  app.post(path, {
    bodyLimit,
    onRequest: async request => {
      holders.set(request, await authenticate(services, request.headers.authorization))
    },
    handler: async (request, reply) => {
      const holder = holders.get(request)
      if (holder === undefined) throw new ConduitError('unauthorized')
      if (!Value.Check(body, request.body)) {
        throw new ConduitError('invalid', { reason: 'not a GraphQL request' })
      }
      // A server that nobody asks anything goes without all of GraphQL.
      engine ??= loadEngine(services).catch(error => {
        engine = null
        throw error
      })
      const origin = services.publicUrl ?? `${request.protocol}://${request.host}`
      if (acceptsEvents(request)) {
        const { answerSubscription } = await import('../graphql/answer-subscription.ts')
        const isAllowed = () => isSameHolder(services, request.headers.authorization, holder)
        const asked = { request, reply, body: request.body, holder, origin, isAllowed }
        return await answerSubscription(await engine, asked, services)
      }
      const answer = await (await engine).answer(request.body, holder, origin)
      for (const error of answer.failures) request.log.error({ err: error }, 'operation failed')
      reply.type('application/json; charset=utf-8')
      return JSON.stringify(answer.body)
    },
  })
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: path,
    handler: async (_request, reply) => {
      reply.header('allow', 'POST')
      throw new ConduitError('method_not_allowed')
    },
  })
}

function acceptsEvents({ headers }: FastifyRequest): boolean {
  return /^text\/event-stream\b/.test(headers.accept ?? '')
}

async function loadEngine(services: Services): Promise<GraphEngine> {
  const { createGraphEngine } = await import('../graphql/engine.ts')
  return await createGraphEngine(services)
}
