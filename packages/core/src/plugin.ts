import type { Keyring } from '@conduit/privacy'
import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import type { IntegrationAdapter } from './adapter.ts'
import { admit } from './credentials/admit.ts'
import type { Scope } from './credentials/authenticator.ts'
import type { JsonObject, ReplyBody, RequestHead } from './delivery.ts'
import { ConduitError, isConduitError, problemOf } from './errors.ts'
import { runFetch } from './fetch/run-fetch.ts'
import { jsonBody, problemBody, sendBody, toConduitError } from './http/reply.ts'
import { headOf, webhookOf } from './http/request-head.ts'
import { withoutMessage } from './http/without-message.ts'
import { encodeId } from './ids.ts'
import { atOnce } from './pipeline/at-once.ts'
import { type Received, receive } from './pipeline/pipeline.ts'
import type { Receiver } from './pipeline/receiver.ts'
import type { Transport } from './platform/transport.ts'
import type { Store, StoredConnection } from './store.ts'

/** What an adapter's plugin needs from the application that registers it. */
export interface AdapterPluginOptions {
  readonly store: Store
  readonly keyring: Keyring
  /** The operator's options for this adapter: defaults of every connection's settings. */
  readonly options?: JsonObject
  /** Origin under which platforms call, `https://hooks.example.com`; default: the request's own. */
  readonly publicUrl?: string
  /** The way out to platforms, for `/poll`; without it that endpoint answers 404. */
  readonly transport?: Transport
  /** Default: the system's clock. */
  readonly clock?: () => Date
  /** Told how every call ended; for metrics. */
  readonly observe?: (observation: Observation) => void
}

/** How one call ended. */
export interface Observation {
  readonly adapter: string
  readonly endpoint: Scope
  readonly status: number
  /** Code of the error table; else an outcome of `Received`, or how a poll ended. */
  readonly code: string
  /** Why it was refused, for the operator; in words without values. */
  readonly reason: string | null
  readonly milliseconds: number
  /** API ids, as far as they were known when the call ended. */
  readonly controllerId: string | null
  readonly integrationId: string | null
  readonly deliveryId: string | null
}

/** A call on its way through the hooks. */
interface Visit {
  readonly endpoint: Scope
  readonly startedAt: number
  readonly head: RequestHead
  connection: StoredConnection | null
}

const defaultMaxBytes = 1_048_576
const everyMethod: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]

/**
 * The Fastify plugin of an adapter: its endpoints, with the body as bytes, the pipeline in
 * Fastify's own lifecycle. Register it with a prefix. It is encapsulated: its body parser and hooks
 * reach nothing else, which wrapping it in `fastify-plugin` would undo.
 *
 * @example
 * app.register(stripe.plugin, { prefix: '/hooks/stripe', store, keyring })
 */
export function adapterPlugin(adapter: IntegrationAdapter) {
  return async function plugin(app: FastifyInstance, options: AdapterPluginOptions): Promise<void> {
    const receiver: Receiver = {
      adapter,
      options: options.options ?? {},
      store: options.store,
      keyring: options.keyring,
      clock: options.clock ?? (() => new Date()),
      onFailure: ({ step, error }) =>
        app.log.error(
          { err: withoutMessage(error), adapter: adapter.name, step },
          'the adapter failed',
        ),
    }
    const visits = new WeakMap<FastifyRequest, Visit>()

    // Adapters choose how a body is read, not the header: every body is taken as bytes.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

    app.setErrorHandler((error, request, reply) => {
      const known = toConduitError(error)
      if (known.code === 'internal')
        request.log.error({ err: withoutMessage(error), adapter: adapter.name }, 'call failed')
      const problem = problemOf(known)
      const visit = visits.get(request)
      observe(visit, problem.status, known.code, isConduitError(error) ? known.reason : null)
      const retryAfter = known.retryAfterSeconds ?? (problem.status === 503 ? 5 : undefined)
      if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
      const own = ownReply(visit, request, problem.status, known.code)
      return sendBody(reply.code(problem.status), own ?? problemBody(problem))
    })

    if (adapter.endpoint !== null) {
      const { path = '/event', methods = [], maxBytes = defaultMaxBytes } = adapter.endpoint
      serve('event', path, ['POST', ...methods], maxBytes, async (visit, request) => {
        const received = await receive(
          receiver,
          visit.connection,
          webhookOf(visit.head, request.body),
        )
        const deliveryId = 'receipt' in received ? received.receipt.deliveryId : null
        observe(visit, 200, received.outcome, null, deliveryId)
        return ownReply(visit, request, 200, 'ok') ?? bodyOf(received)
      })
    }

    const { transport } = options
    if (adapter.fetch !== undefined && transport !== undefined) {
      serve('poll', '/poll', ['POST'], defaultMaxBytes, async visit => {
        const { connection } = visit
        if (connection === null) throw new ConduitError('unauthorized')
        const report = await runFetch({ receiver, connection, transport, catchUp: true })
        if (report === null) throw new ConduitError('unavailable', { reason: 'a run is under way' })
        observe(visit, 200, report.outcome, null)
        const { outcome, events, rejected, retryAfterSeconds } = report
        return jsonBody({ outcome, events, rejected, retryAfterSeconds })
      })
    }

    function serve(
      endpoint: Scope,
      url: string,
      methods: readonly HTTPMethods[],
      bodyLimit: number,
      answer: (visit: Visit, request: FastifyRequest) => Promise<ReplyBody>,
    ): void {
      app.route({
        method: [...methods],
        url,
        bodyLimit,
        exposeHeadRoute: false,
        onRequest: async request => {
          const head = headOf(request, receiver.clock(), options.publicUrl)
          const visit: Visit = { endpoint, startedAt: performance.now(), head, connection: null }
          visits.set(request, visit)
          visit.connection = await admit(receiver, head, endpoint)
        },
        handler: async (request, reply) => {
          const visit = visits.get(request)
          if (visit === undefined) throw new ConduitError('internal')
          return sendBody(reply.code(200), await answer(visit, request))
        },
      })
      app.route({
        method: everyMethod.filter(method => !methods.includes(method)),
        url,
        exposeHeadRoute: false,
        onRequest: async (_request, reply) => {
          reply.header('allow', methods.join(', '))
          throw new ConduitError('method_not_allowed')
        },
        handler: async () => undefined,
      })
    }

    function ownReply(
      visit: Visit | undefined,
      request: FastifyRequest,
      status: number,
      code: string,
    ): ReplyBody | undefined {
      if (visit?.endpoint !== 'event' || adapter.reply === undefined) return undefined
      try {
        const body = atOnce(adapter.reply({ status, code }, webhookOf(visit.head, request.body)))
        if (body !== undefined && typeof body.text !== 'string')
          throw new TypeError('no reply body')
        return body
      } catch (error) {
        // A reply is owed whatever happens; the status says enough.
        receiver.onFailure?.({ step: 'reply', error })
        return undefined
      }
    }

    function observe(
      visit: Visit | undefined,
      status: number,
      code: string,
      reason: string | null,
      deliveryId: string | null = null,
    ): void {
      if (visit === undefined) return
      const { endpoint, startedAt, connection } = visit
      const ids = connection && idsOf(connection)
      options.observe?.({
        adapter: adapter.name,
        endpoint,
        status,
        code,
        reason,
        milliseconds: performance.now() - startedAt,
        controllerId: ids?.controllerId ?? null,
        integrationId: ids?.integrationId ?? null,
        deliveryId,
      })
    }
  }
}

function idsOf({ id, controller }: StoredConnection) {
  return {
    controllerId: encodeId('controller', controller.id, controller.id),
    integrationId: encodeId('integration', controller.id, id),
  }
}

function bodyOf(received: Received): ReplyBody {
  if (received.outcome === 'handshake') return received.body
  return jsonBody({ status: 'success', data: received.receipt })
}
