import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Scope } from '../contract/authenticator.ts'
import { defaultMaxBytes } from '../contract/endpoint.ts'
import { ConduitError, isConduitError, problemOf, refuse } from '../contract/errors.ts'
import type { ReplyBody } from '../contract/event.ts'
import { runRead } from '../outbound/run-read.ts'
import type { Transport } from '../outbound/transport.ts'
import { admit } from '../receiver/admit.ts'
import { atOnce } from '../receiver/at-once.ts'
import type { OpenIntegration, Receiver } from '../receiver/create-receiver.ts'
import { sharedTurns, smallBytes } from '../receiver/own-turn.ts'
import { receive } from '../receiver/receive.ts'
import type { Answered } from '../store/store.ts'
import { type BodyBudget, sharedBodies } from './body-budget.ts'
import { sharedLargeCalls } from './large-calls.ts'
import { allowOnly } from './methods.ts'
import { createPatience, type Patience, type PatienceTimes } from './patience.ts'
import { readCall } from './read-call.ts'
import { jsonBody, problemBody, retryAfterOf, sendBody, toConduitError } from './reply.ts'
import { Call } from './request.ts'
import { withoutMessage } from './without-message.ts'

/** What an adapter's routes need beside its receiver. */
export interface AdapterRoutesOptions {
  readonly receiver: Receiver
  /** Origin under which platforms call, `https://hooks.example.com`; default: the request's own. */
  readonly publicUrl?: string
  /** Largest body in bytes; default: the endpoint's. */
  readonly maxBytes?: number
  /** Bytes of bodies that are held at a time; default: 64 MiB for all adapters of the process. */
  readonly bodies?: BodyBudget
  /** How long a platform is kept waiting; default: 4.5 seconds, looked after four times in each. */
  readonly patience?: PatienceTimes
  /** The way out to platforms, for `/poll`; without it that endpoint answers 404. */
  readonly transport?: Transport
  /**
   * Counts a call before its body is read, once it is known whose it is: API id of the integration;
   * null: nobody's that is known, or refused. What it throws is the answer. Default: nothing counts.
   */
  readonly limit?: (request: FastifyRequest, integrationId: string | null) => Promise<void>
  /** Told how every call ended; for metrics. */
  readonly observe?: (observation: Observation) => void
}

/** How one call ended. */
export interface Observation {
  readonly adapter: string
  readonly endpoint: Scope
  readonly status: number
  /** Code of the error table; else what became of the delivery, `handshake`, or how a poll ended. */
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
  readonly call: Call
  caller: OpenIntegration | null
  /** Bytes of the budget that its body takes until it is answered. */
  held: number
  readonly reply: FastifyReply
  /** When it is to be answered, by `performance.now()`; never while its body is on its way. */
  dueAt: number
  /** What was left of its time when its body began to arrive, in milliseconds. */
  timeLeft: number
  /** It was answered that it takes too long; what has begun goes on. */
  isLate: boolean
}

/** The least patient platform, Shopify, waits five seconds for everything. */
const leastPatient: PatienceTimes = { milliseconds: 4_500, everyMilliseconds: 250 }

/** How a call was answered. */
interface Answer {
  readonly code: string
  readonly body: ReplyBody
  readonly deliveryId?: string | null
}

const visitKey = Symbol('conduit.visit')

interface VisitedRequest extends FastifyRequest {
  [visitKey]?: Visit
}

/**
 * The endpoints of an adapter as a Fastify plugin: the body as bytes, the receiver in Fastify's own
 * lifecycle. Register it with a prefix. It is encapsulated: its body parser and hooks reach nothing
 * else, which wrapping it in `fastify-plugin` would undo.
 *
 * @example
 * const receiver = createReceiver(stripe, { store, keyring })
 * app.register(adapterRoutes, { prefix: '/hooks/stripe', receiver })
 */
export async function adapterRoutes(
  app: FastifyInstance,
  options: AdapterRoutesOptions,
): Promise<void> {
  const { receiver, transport, bodies = sharedBodies, patience: times = leastPatient } = options
  const patience = createPatience<Visit>(times.everyMilliseconds, answerLate)
  const { endpoint, read, poll } = receiver.adapter

  // Adapters choose how a body is read, not the header: every body is taken as bytes.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (request: VisitedRequest, payload, done) => {
    if (request[visitKey] !== undefined) pause(request[visitKey])
    const { routeOptions, headers } = request
    const take = (bytes: number) => holdMore(bodies, request[visitKey], bytes)
    const limit = routeOptions.bodyLimit ?? defaultMaxBytes
    readCall({ payload, announced: headers['content-length'], limit, take }, done)
  })
  app.addHook('onSend', (request: VisitedRequest, _reply, _payload, done) => {
    const visit = request[visitKey]
    if (visit !== undefined) {
      patience.remove(visit)
      // What has begun for one that is late still holds its body.
      if (!visit.isLate) letGo(bodies, visit)
    }
    done()
  })
  app.setErrorHandler((error, request: VisitedRequest, reply) =>
    answerError(options, error, request, reply),
  )

  if (endpoint !== null) {
    const { path = '/event', methods = [], maxBytes = defaultMaxBytes, requiredHeaders } = endpoint
    const bodyLimit = Math.max(maxBytes, options.maxBytes ?? 0)
    const route = { scope: 'event' as const, url: path, methods: ['POST', ...methods], bodyLimit }
    const watched = { milliseconds: times.milliseconds, patience }
    serve(app, options, { ...route, requiredHeaders, watched }, visit =>
      answerEvent(receiver, visit),
    )
  }
  if ((read !== undefined || poll !== undefined) && transport !== undefined) {
    const route = { scope: 'poll' as const, url: '/poll', methods: ['POST'] }
    serve(app, options, { ...route, bodyLimit: defaultMaxBytes }, visit =>
      answerPoll(receiver, transport, visit),
    )
  }
}

/** One endpoint. */
interface Route {
  readonly scope: Scope
  readonly url: string
  readonly methods: readonly HTTPMethods[]
  readonly bodyLimit: number
  readonly requiredHeaders?: readonly string[] | undefined
  /** Default: it may take as long as it likes. */
  readonly watched?: { readonly milliseconds: number; readonly patience: Patience<Visit> }
}

function serve(
  app: FastifyInstance,
  options: AdapterRoutesOptions,
  { scope, url, methods, bodyLimit, requiredHeaders = [], watched }: Route,
  answer: (visit: Visit) => Promise<Answer>,
): void {
  const { receiver, publicUrl, limit, bodies = sharedBodies } = options
  const patience = watched?.patience
  const milliseconds = watched?.milliseconds ?? 0
  app.route({
    method: [...methods],
    url,
    bodyLimit,
    exposeHeadRoute: false,
    onRequest: (request: VisitedRequest, reply, next) => {
      const done = limit === undefined ? next : counted(limit, request, next)
      const call = new Call(request, receiver.clock(), publicUrl)
      const startedAt = performance.now()
      const dueAt = startedAt + milliseconds
      const visit: Visit = {
        endpoint: scope,
        startedAt,
        call,
        caller: null,
        held: 0,
        reply,
        dueAt,
        timeLeft: milliseconds,
        isLate: false,
      }
      request[visitKey] = visit
      patience?.add(visit)
      let admitted: Answered<OpenIntegration | null>
      try {
        requireHeaders(call, requiredHeaders)
        admitted = admit(receiver, call, scope)
      } catch (error) {
        return done(error as Error)
      }
      // Out of the `try`: what comes after this hook runs inside `done`, and may throw by itself.
      if (!(admitted instanceof Promise)) {
        visit.caller = admitted
        return done()
      }
      admitted.then(caller => {
        visit.caller = caller
        done()
      }, done)
    },
    handler: async (request: VisitedRequest, reply) => {
      const visit = request[visitKey]
      if (visit === undefined) throw new ConduitError('internal')
      visit.call.setBody(request.body)
      resume(visit)
      let answered: Answer
      try {
        answered = await inTurn(visit, answer)
      } catch (error) {
        if (!visit.isLate) throw error
        logInternal(options, error, request)
        return
      } finally {
        if (visit.isLate) letGo(bodies, visit)
      }
      if (visit.isLate) return
      const { code, body, deliveryId = null } = answered
      observe(options, visit, 200, code, null, deliveryId)
      return sendBody(reply.code(200), ownReply(options, visit, 200, 'ok') ?? body)
    },
  })
  allowOnly(app, url, methods)
}

/** What is small goes first; of what is large no more is worked on at a time than memory has room for. */
async function inTurn(visit: Visit, answer: (visit: Visit) => Promise<Answer>): Promise<Answer> {
  const { call, caller, endpoint } = visit
  const size = call.bytes.length
  if (endpoint !== 'event') return await answer(visit)
  if (size <= smallBytes) return await sharedTurns.small(() => answer(visit))
  return await sharedLargeCalls.within(size, caller?.stored.controller.id ?? null, async () => {
    // It has waited for so long that nobody waits for it any more, and nothing of it has begun.
    if (visit.isLate) refuse('unavailable', 'not_done_in_time')
    return await answer(visit)
  })
}

/** What the body takes is the caller's time, and has a limit of its own. */
function pause(visit: Visit): void {
  visit.timeLeft = visit.dueAt - performance.now()
  visit.dueAt = Number.POSITIVE_INFINITY
}

/** Its body is there: it has the time that is left. */
function resume(visit: Visit): void {
  if (visit.dueAt === Number.POSITIVE_INFINITY) visit.dueAt = performance.now() + visit.timeLeft
}

/** What is done of it stays, and its repetition finds it. */
function answerLate(visit: Visit): void {
  visit.isLate = true
  visit.reply.send(new ConduitError('unavailable', { reasonKey: 'not_done_in_time' }))
}

/** Goes on once the call is counted; one that was refused stays so, unless there are too many. */
function counted(
  limit: NonNullable<AdapterRoutesOptions['limit']>,
  request: VisitedRequest,
  next: (error?: Error) => void,
): (error?: Error) => void {
  return error => {
    const caller = error === undefined ? request[visitKey]?.caller : null
    limit(request, caller?.apiIds.integrationId ?? null).then(() => next(error), next)
  }
}

function holdMore(bodies: BodyBudget, visit: Visit | undefined, bytes: number): boolean {
  if (visit === undefined || !bodies.take(bytes, visit.caller !== null)) return false
  visit.held += bytes
  return true
}

/** Every answer goes by here, also the one to a caller who has gone. */
function letGo(bodies: BodyBudget, visit: Visit): void {
  bodies.give(visit.held, visit.caller !== null)
  visit.held = 0
}

/** What every call of the platform brings costs nobody a body where it is missing. */
function requireHeaders(call: Call, names: readonly string[]): void {
  if (call.method !== 'POST') return
  for (const name of names) {
    if (call.header(name) === undefined) refuse('unauthorized', 'signature_missing')
  }
}

async function answerEvent(receiver: Receiver, { caller, call }: Visit): Promise<Answer> {
  const received = await receive(receiver, caller, call)
  const code = received.outcome
  if (received.outcome === 'handshake') return { code, body: received.body }
  const { receipt } = received
  const body = jsonBody({ status: 'success', data: receipt })
  return { code, body, deliveryId: receipt.deliveryId }
}

async function answerPoll(
  receiver: Receiver,
  transport: Transport,
  { caller }: Visit,
): Promise<Answer> {
  if (caller === null) throw new ConduitError('unauthorized')
  const report = await runRead({ receiver, integration: caller, transport, poll: true })
  if (report === null) refuse('unavailable', 'run_under_way')
  const { outcome, events, rejected, retryAfterSeconds } = report
  return { code: outcome, body: jsonBody({ outcome, events, rejected, retryAfterSeconds }) }
}

function answerError(
  options: AdapterRoutesOptions,
  error: unknown,
  request: VisitedRequest,
  reply: FastifyReply,
): FastifyReply {
  const visit = request[visitKey]
  const known = toConduitError(error)
  logInternal(options, error, request)
  const problem = problemOf(known)
  const reason = isConduitError(error) ? known.reason : null
  if (visit !== undefined) observe(options, visit, problem.status, known.code, reason, null)
  const retryAfter = retryAfterOf(known)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  const own = visit === undefined ? undefined : ownReply(options, visit, problem.status, known.code)
  return sendBody(reply.code(problem.status), own ?? problemBody(problem))
}

function logInternal(
  { receiver }: AdapterRoutesOptions,
  error: unknown,
  request: VisitedRequest,
): void {
  if (toConduitError(error).code !== 'internal') return
  request.log.error({ err: withoutMessage(error), adapter: receiver.adapter.name }, 'call failed')
}

function ownReply(
  { receiver }: AdapterRoutesOptions,
  { endpoint, call }: Visit,
  status: number,
  code: string,
): ReplyBody | undefined {
  const { adapter } = receiver
  if (endpoint !== 'event' || adapter.reply === undefined) return undefined
  try {
    const body = atOnce(adapter.reply({ status, code }, call))
    if (body === undefined) return undefined
    const { text, type = '' } = body
    if (typeof text !== 'string' || typeof type !== 'string') throw new TypeError('no reply body')
    return body
  } catch (error) {
    // A reply is owed whatever happens; the status says enough.
    receiver.onFailure({ step: 'reply', error })
    return undefined
  }
}

function observe(
  options: AdapterRoutesOptions,
  { endpoint, startedAt, caller }: Visit,
  status: number,
  code: string,
  reason: string | null,
  deliveryId: string | null,
): void {
  options.observe?.({
    adapter: options.receiver.adapter.name,
    endpoint,
    status,
    code,
    reason,
    milliseconds: performance.now() - startedAt,
    controllerId: caller?.apiIds.controllerId ?? null,
    integrationId: caller?.apiIds.integrationId ?? null,
    deliveryId,
  })
}
