import { ConduitError, isConduitError } from '@conduit/core'
import { retryAfterOf, sendProblem, toConduitError } from '@conduit/core/host'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Answers every error with its problem document. Neither what is logged nor what is sent holds the
 * URL: its query carries credentials.
 */
export const errorsPlugin = fp(
  async (app: FastifyInstance) => {
    app.setErrorHandler(answerError)
    app.setNotFoundHandler((_request, reply) => sendProblem(reply, new ConduitError('not_found')))
  },
  { name: 'conduit-errors' },
)

/** Fastify's own errors come here too: those of a URL that cannot be read have no other way out. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = toConduitError(error)
  if (known.code === 'internal') request.log.error({ err: error }, 'call failed')
  const retryAfter = retryAfterOf(known)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  return sendProblem(reply, isConduitError(error) ? error : known)
}
