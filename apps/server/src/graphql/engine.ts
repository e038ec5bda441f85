import { isConduitError } from '@conduit/core'
import type { ApiKeyHolder } from '@conduit/db'
import Fastify, { type FastifyInstance } from 'fastify'
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  parse,
  subscribe,
  validate,
  visit,
} from 'graphql'
import mercurius from 'mercurius'
import { graphSchema } from '../graph-schema.ts'
import type { Services } from '../services.ts'
import { createContext, type GraphContext } from './context.ts'
import { formatError, isUnexpected, wrongForm } from './format-error.ts'
import { createLookUpLimit } from './look-up-limit.ts'
import type { OpenStream } from './open-stream.ts'

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
  /**
   * Answers a subscription, result by result; what is no good subscription is one result.
   * @throws {ConduitError} `unavailable`
   */
  readonly subscribe: (
    request: GraphRequest,
    holder: ApiKeyHolder,
    origin: string,
    stream: OpenStream,
  ) => AsyncGenerator<GraphReply, void, void>
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
      const context = createContext(services, holder, origin, limitLookUps, null)
      return replyOf(await run(app, request, context))
    },
    subscribe: async function* (request, holder, origin, stream) {
      const context = createContext(services, holder, origin, limitLookUps, stream)
      for await (const result of subscribed(request, context)) yield replyOf(result)
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
    const document = withoutTokens(checked(parse(query, { maxTokens }), operationName))
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

async function* subscribed(
  { query, operationName, variables }: GraphRequest,
  contextValue: GraphContext,
): AsyncGenerator<Result, void, void> {
  try {
    const schema = graphSchema()
    const document = checked(parse(query, { maxTokens }), operationName, true)
    const faults = validate(schema, document)
    if (faults.length > 0) return yield { errors: faults }
    const results = await subscribe({
      ...{ schema, document, contextValue, operationName },
      variableValues: variables,
    })
    if (!(Symbol.asyncIterator in results)) return yield resultOf(results)
    for await (const result of results) yield resultOf(result)
  } catch (error) {
    if (isConduitError(error) && error.code === 'unavailable') throw error
    yield { errors: [error] }
  }
}

function resultOf({ data, errors = [] }: ExecutionResult): Result {
  return { data, errors }
}

function replyOf({ data, errors }: Result): GraphReply {
  return {
    body: {
      ...(data !== undefined && { data }),
      ...(errors.length > 0 && { errors: errors.map(formatError) }),
    },
    failures: errors.filter(isUnexpected).map(originalOf),
  }
}

function checked(
  document: DocumentNode,
  operationName: string | null | undefined,
  isStream = false,
): DocumentNode {
  const operation = getOperationAST(document, operationName)
  if (operation == null) throw new GraphQLError('No such operation')
  if ((operation.operation === 'subscription') !== isStream) throw new GraphQLError(wrongForm)
  return document
}

/** The same without the chain of its tokens, which the library would copy link by link, on the stack. */
function withoutTokens(document: DocumentNode): DocumentNode {
  return visit(document, {
    enter: node => {
      if (node.loc === undefined) return undefined
      const { start, end, source } = node.loc
      return { ...node, loc: { start, end, source } }
    },
  })
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error
}
