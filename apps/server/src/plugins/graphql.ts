import { ConduitError, hashKey, isConduitError } from '@conduit/core'
import { type ApiKeyHolder, findApiKey } from '@conduit/db'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type DocumentNode, GraphQLError, getOperationAST, parse } from 'graphql'
import mercurius from 'mercurius'
import { createContext } from '../graphql/context.ts'
import { formatError, isUnexpected } from '../graphql/format-error.ts'
import { graphSchema } from '../graphql/schema.ts'
import type { Services } from '../services.ts'

/** What the API works with. */
export interface GraphqlOptions {
  readonly services: Services
}

const path = '/api/v1/graphql'
const bodyLimit = 262_144
const maxTokens = 3_000

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
  await app.register(mercurius, {
    schema: graphSchema(),
    routes: false,
    // A query may hold an identifier of a person: none is remembered.
    cache: false,
    errorFormatter: execution => ({ statusCode: 200, response: execution }),
  })
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
      const origin = services.publicUrl ?? `${request.protocol}://${request.host}`
      const result = await answer(app, request.body, createContext(services, holder, origin))
      const unexpected = result.errors.filter(isUnexpected)
      for (const error of unexpected) {
        request.log.error({ err: originalOf(error) }, 'operation failed')
      }
      reply.type('application/json; charset=utf-8')
      return JSON.stringify({
        ...(result.data !== undefined && { data: result.data }),
        ...(result.errors.length > 0 && { errors: result.errors.map(formatError) }),
      })
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

/** Whose API key is this? Whatever is wrong with it, the answer is the same. */
async function authenticate(services: Services, header: string | undefined): Promise<ApiKeyHolder> {
  const key = /^Bearer ([^\s,]{1,200})$/i.exec(header ?? '')?.[1]
  const holder = key === undefined ? null : await findApiKey(services.database, hashKey(key))
  if (holder === null) throw new ConduitError('unauthorized', { reason: 'no such API key' })
  return holder
}

interface Answer {
  readonly data?: unknown
  readonly errors: readonly unknown[]
}

async function answer(
  app: FastifyInstance,
  { query, operationName, variables }: Static<typeof body>,
  context: object,
): Promise<Answer> {
  try {
    // Parsed here: the library would take a document that is not GraphQL but its parsed form.
    const document = checked(parse(query, { maxTokens }), operationName)
    const result = await app.graphql(
      document,
      { ...context },
      variables ?? {},
      operationName ?? undefined,
    )
    return { data: result.data, errors: result.errors ?? [] }
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    const { errors } = error as { errors?: readonly unknown[] }
    return { errors: Array.isArray(errors) ? errors : [error] }
  }
}

function checked(document: DocumentNode, operationName: string | null | undefined): DocumentNode {
  if (getOperationAST(document, operationName) == null) throw new GraphQLError('No such operation')
  return document
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error
}
