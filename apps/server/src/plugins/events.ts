import { ConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import { authenticate, isSameHolder } from './authenticate.ts'

/** What the stream of events works with. */
export interface EventsOptions {
  readonly services: Services
}

const path = '/api/v1/events'

/** What happens, as server-sent events: for holders of an API key. */
export async function eventsPlugin(app: FastifyInstance, { services }: EventsOptions) {
  const holders = new WeakMap<FastifyRequest, ApiKeyHolder>()
  // No close waits for a stream that nobody ends.
  app.addHook('preClose', () => services.notifier.close())
  app.get(path, {
    onRequest: async request => {
      holders.set(request, await authenticate(services, request.headers.authorization))
    },
    handler: async (request, reply) => {
      const holder = holders.get(request)
      if (holder === undefined) throw new ConduitError('unauthorized')
      const { answerEvents } = await import('../notifications/answer-events.ts')
      const isAllowed = () => isSameHolder(services, request.headers.authorization, holder)
      await answerEvents(services, { holder, isAllowed, request, reply })
    },
  })
}
