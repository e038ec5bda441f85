import { isConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import Fastify, { type FastifyInstance } from 'fastify'
import { type DocumentNode, GraphQLError, getOperationAST, parse } from 'graphql'
import mercurius from 'mercurius'
import { graphSchema } from '../graph-schema.ts'
import type { Services } from '../services.ts'
import { createContext } from './context.ts'
import { formatError, isUnexpected } from './format-error.ts'
import { createLookUpLimit } from './look-up-limit.ts'

/** What is asked of the API. */
export interface GraphRequest {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: Record<string, unknown> | null
}

/** What the API has to say to it. */
export interface GraphReply {
  readonly body: { readonly data?: unknown; readonly errors?: readonly object[] }
  /** What our own code failed on; the body says only that it did. */
  readonly failures: readonly unknown[]
}

/** The schema at work. */
export interface GraphEngine {
  /**
   * Answers one request.
   * @param origin of the addresses that it shows
   * @throws {ConduitError} `unavailable`
   */
  readonly answer: (
    request: GraphRequest,
    holder: ApiKeyHolder,
    origin: string,
  ) => Promise<GraphReply>
  readonly close: () => Promise<void>
}

const maxTokens = 3_000

/** Makes the schema and what runs it; some tens of megabytes and a moment of CPU. */
export async function createGraphEngine(services: Services): Promise<GraphEngine> {
  // mercurius belongs to an application: this one has no routes and never listens.
  const app = Fastify()
  await app.register(mercurius, {
    schema: graphSchema(),
    routes: false,
    // A query may hold an identifier of a person: none is remembered.
    cache: false,
    errorFormatter: execution => ({ statusCode: 200, response: execution }),
  })
  await app.ready()
  const limitLookUps = createLookUpLimit(services.elapsed)
  return {
    answer: async (request, holder, origin) => {
      const context = createContext(services, holder, origin, limitLookUps)
      const result = await run(app, request, context)
      const { data, errors } = result
      return {
        body: {
          ...(data !== undefined && { data }),
          ...(errors.length > 0 && { errors: errors.map(formatError) }),
        },
        failures: errors.filter(isUnexpected).map(originalOf),
      }
    },
    close: () => app.close(),
  }
}

interface Result {
  readonly data?: unknown
  readonly errors: readonly unknown[]
}

async function run(
  app: FastifyInstance,
  { query, operationName, variables }: GraphRequest,
  context: object,
): Promise<Result> {
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
