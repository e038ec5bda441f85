import type { FastifyReply } from 'fastify'
import {
  ConduitError,
  type ErrorCode,
  isConduitError,
  type Problem,
  problemOf,
} from '../contract/errors.ts'
import type { ReplyBody } from '../contract/event.ts'

/** Sends a body. An empty one goes without a content type: Xero accepts nothing else. */
export function sendBody(reply: FastifyReply, body: ReplyBody): FastifyReply {
  if (body.text === '') return reply.send()
  return reply.type(body.type ?? 'text/plain; charset=utf-8').send(body.text)
}

/** A body of JSON. */
export function jsonBody(value: unknown, type = 'application/json; charset=utf-8'): ReplyBody {
  return { text: JSON.stringify(value), type }
}

/** The body of a refusal. */
export function problemBody(problem: Problem): ReplyBody {
  return jsonBody(problem, 'application/problem+json; charset=utf-8')
}

/** Answers with the problem document of an error. */
export function sendProblem(reply: FastifyReply, error: unknown): FastifyReply {
  const problem = problemOf(toConduitError(error))
  return sendBody(reply.code(problem.status), problemBody(problem))
}

const shortestRetry = 5

const byStatus: Record<number, ErrorCode> = {
  400: 'invalid',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  // A part of the address is longer than any that there is.
  414: 'not_found',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
}

/** Fastify's own errors by their status; whatever else is not of the table is `internal`. */
export function toConduitError(error: unknown): ConduitError {
  if (isConduitError(error)) return error
  const status = (error as { statusCode?: unknown } | null)?.statusCode
  const code = (typeof status === 'number' && byStatus[status]) || 'internal'
  return new ConduitError(code, { cause: error })
}

/** Seconds after which a platform may call again, where an error says so; with 503 always. */
export function retryAfterOf(error: ConduitError): number | undefined {
  return error.retryAfterSeconds ?? (error.code === 'unavailable' ? shortestRetry : undefined)
}
