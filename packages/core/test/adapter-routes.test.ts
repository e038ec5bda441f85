import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { json, refuse } from '@conduit/core'
import { adapterRoutes, createReceiver, type Observation } from '@conduit/core/host'
import fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import {
  acme,
  acmeStore,
  acmeWith,
  appOf,
  bodyOf,
  eventUrl,
  keyring,
  payload,
  receiverOf,
  signed,
} from './acme.ts'

const body = bodyOf({ id: 7 })
const headers = { 'content-type': 'application/json', 'x-acme-signature': signed(body) }

async function listening(t: Test, app: FastifyInstance): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  return (app.server.address() as AddressInfo).port
}

/** The status that a call is answered with whose body never comes. */
async function statusWithoutBody(port: number, url: string, sent: readonly string[]) {
  const socket = connect(port, '127.0.0.1')
  const head = [`POST ${url} HTTP/1.1`, 'Host: 127.0.0.1', 'Content-Length: 500', ...sent, '', '']
  socket.write(head.join('\r\n'))
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1])
}

/** Acme, whose every call must bring its signature and its topic. */
const strict = acmeWith({
  endpoint: {
    formats: [json()],
    payload,
    methods: ['GET'],
    requiredHeaders: ['X-Acme-Signature', 'x-acme-topic'],
  },
  verifySignature(call, integration) {
    if (call.method === 'GET') return { handshake: { text: 'hello' } }
    return acme.verifySignature(call, integration)
  },
})

test('a header that every call brings is asked for before the body is read', {
  timeout: 20_000,
}, async t => {
  const { app } = await appOf(strict)
  const port = await listening(t, app)
  t.equal(await statusWithoutBody(port, eventUrl, []), 401)
  t.equal(await statusWithoutBody(port, eventUrl, ['X-Acme-Signature: 00']), 401)
  const twice = ['X-Acme-Signature: 00', 'x-acme-signature: 01', 'X-Acme-Topic: a']
  t.equal(await statusWithoutBody(port, eventUrl, twice), 400, 'two are no answer either')
})

test('so is a credential', async t => {
  const { app } = await appOf()
  const port = await listening(t, app)
  t.equal(await statusWithoutBody(port, '/acme/event', []), 401)
  t.equal(await statusWithoutBody(port, `${eventUrl}x`, []), 401)
})

test('what lacks a header is refused like everything else that is not proven', async t => {
  const seen: Observation[] = []
  const { app, post, store } = await appOf(strict, { observe: each => seen.push(each) })
  const missing = await app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  const forged = await post(body, { 'x-acme-topic': 'a', 'x-acme-signature': signed('other') })
  t.equal(missing.statusCode, 401)
  t.equal(missing.body, forged.body)
  t.match(seen, [
    { status: 401, code: 'unauthorized', reason: 'signature header missing' },
    { status: 401, code: 'unauthorized', reason: 'signature does not match' },
  ])
  t.equal((await post(body, { 'x-acme-topic': 'a' })).statusCode, 200)
  t.equal(store.activities.length, 1)
})

test('a handshake by GET needs none of them', async t => {
  const { app } = await appOf(strict)
  const reply = await app.inject({ method: 'GET', url: eventUrl })
  t.equal(reply.statusCode, 200)
  t.equal(reply.body, 'hello')
})

test('a doubled header is refused, not guessed', async t => {
  const { app, store } = await appOf()
  const port = await listening(t, app)
  const status = async (sent: readonly string[]) => {
    const call = request({ port, path: eventUrl, method: 'POST', headers: [...sent] })
    call.end(body)
    const [reply] = await once(call, 'response')
    reply.resume()
    return reply.statusCode
  }
  const length = `${body.length}`
  const one = ['host', '127.0.0.1', 'content-type', 'application/json', 'content-length', length]
  const signature = ['x-acme-signature', signed(body)]
  t.equal(await status([...one, ...signature, ...signature]), 400)
  t.equal(await status([...one, ...signature, 'X-Acme-Topic', 'a', 'x-acme-topic', 'b']), 400)
  t.equal(store.deliveries.length, 0)
  t.equal(await status([...one, ...signature]), 200)
})

test('what fails after the credential was looked at is not taken for the credential', async t => {
  const app = fastify()
  const { receiver } = receiverOf()
  const ended: unknown[] = []
  // All that comes after a hook runs inside its `done`.
  app.addHook('onRoute', route => {
    const { onRequest } = route
    if (typeof onRequest !== 'function') return
    route.onRequest = function (request, reply, done) {
      const failLate = (error?: Error) => {
        ended.push(error)
        done(error)
        throw new RangeError('of something later')
      }
      return onRequest.call(this, request, reply, failLate)
    }
  })
  await app.register(adapterRoutes, { prefix: '/acme', receiver })
  const reply = await app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  t.equal(reply.statusCode, 500)
  t.strictSame(ended, [undefined])
})

test('a doubled query parameter is refused', async t => {
  const { post } = await appOf()
  t.equal((await post(body, {}, `${eventUrl}&dxKey=other`)).statusCode, 400)
})

test('routes with a receiver that others use as well', async t => {
  const { receiver, store } = receiverOf()
  const seen: Observation[] = []
  const observe = (each: Observation) => void seen.push(each)
  const app = fastify({ exposeHeadRoutes: false })
  await app.register(adapterRoutes, { prefix: '/acme', receiver, observe })
  const call = { method: 'POST' as const, url: eventUrl, headers, payload: body }
  const { deliveryId } = (await app.inject(call)).json().data
  t.equal(store.activities.length, 1)
  await app.inject(call)
  await app.inject({ ...call, headers: {} })
  const ids = receiver.open(store.integrations[0] as never).apiIds
  t.match(seen, [
    { adapter: 'acme', endpoint: 'event', status: 200, code: 'recorded', ...ids, deliveryId },
    { status: 200, code: 'duplicate', reason: null, ...ids, deliveryId },
    { status: 401, code: 'unauthorized', ...ids, deliveryId: null },
  ])
})

test('two applications on one store: the receiver that goes keeps nothing that the next one lacks', async t => {
  const store = acmeStore()
  const first = await appOf(acme, { store })
  await first.post(body)
  await first.app.close()
  const next = createReceiver(acme, { store, keyring })
  const app = fastify()
  await app.register(adapterRoutes, { prefix: '/acme', receiver: next })
  const reply = await app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  t.match(reply.json(), { data: { duplicate: true } })
})

test('polling is answered only where there is a way out and something that reads', async t => {
  const url = eventUrl.replace('/event', '/poll')
  const transport = { dispatcher: null as never }
  const poll = async function* () {}
  const read = async () => ({})
  for (const [adapter, options, status] of [
    [acmeWith({ poll }), {}, 404],
    [acme, { transport }, 404],
    [acmeWith({ poll }), { transport }, 200],
    [acmeWith({ read }), { transport }, 200],
  ] as const) {
    const { app } = await appOf(adapter, options)
    t.equal((await app.inject({ method: 'POST', url })).statusCode, status)
  }
})

test('what the adapter refuses is told with its pointer, and why only to the operator', async t => {
  const seen: (string | null)[] = []
  const parseEvent = () =>
    refuse('invalid', 'other_kind', { detail: 'not a batch', pointer: '/events' })
  const observe = ({ reason }: Observation) => void seen.push(reason)
  const { post } = await appOf(acmeWith({ parseEvent }), { observe })
  const reply = await post(body)
  t.strictSame(reply.json().errors, [{ pointer: '/events', detail: 'not a batch' }])
  t.strictSame(seen, ['not a batch'])
  const plain = await appOf(acmeWith({ parseEvent: () => refuse('invalid', 'other_kind') }), {
    observe,
  })
  t.equal('errors' in (await plain.post(body)).json(), false)
  t.strictSame(seen.slice(1), ['not a body of this kind'])
})
