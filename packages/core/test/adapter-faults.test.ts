import { json } from '@conduit/core'
import fastify from 'fastify'
import { test } from 'tap'
import {
  acmeStore,
  acmeWith,
  appOf,
  bodyOf,
  eventUrl,
  keyring,
  now,
  signed,
  signingSecret,
} from './acme.ts'

const body = bodyOf({ id: 7, account: 'a1', email: 'ada@example.com' })

function fail(): never {
  throw new TypeError('cannot read ada@example.com')
}

/** Rejects; if nobody takes notice, the process ends. */
async function failLater(): Promise<never> {
  return fail()
}

/** What an adapter that is not written in TypeScript may give back. */
function give(value: unknown): never {
  return value as never
}

const [spoken] = acmeWith().parseEvent({ payload: JSON.parse(body) } as never, {
  settings: { signingSecret },
  state: {},
}).events

test('what fails before anything is proven is answered 503 and keeps nothing', async t => {
  const faulty = {
    'authenticate throws': acmeWith({ authenticate: { mints: 'key', claim: fail } }),
    'verifySignature throws': acmeWith({ verifySignature: fail }),
    'verifySignature says nothing': acmeWith({ verifySignature: () => give(undefined) }),
    'verifySignature says false': acmeWith({ verifySignature: () => give(false) }),
    'verifySignature says true': acmeWith({ verifySignature: () => give(true) }),
    'verifySignature is async': acmeWith({
      verifySignature: () => give(Promise.resolve('signed')),
    }),
    'a handshake without a text': acmeWith({ verifySignature: () => give({ handshake: {} }) }),
  }
  for (const [name, adapter] of Object.entries(faulty)) {
    const { post, store } = await appOf(adapter)
    const reply = await post(body)
    t.equal(reply.statusCode, 503, name)
    t.ok(reply.headers['retry-after'], name)
    t.equal(store.deliveries.length, 0, name)
  }
})

test('what fails on something genuine keeps it, and is no reason to refuse it', async t => {
  const parsed = (change: object) => () => give({ deliveryId: 'd1', events: [spoken], ...change })
  const event = (change: object) => parsed({ events: [{ ...spoken, ...change }] })
  const { endpoint } = acmeWith()
  if (endpoint === null) throw new Error('Acme has an endpoint')
  const formats = [{ ...json(), decode: fail }]
  const faulty = {
    'its own format throws': [acmeWith({ endpoint: give({ ...endpoint, formats }) }), 'decode'],
    'parseEvent throws': [acmeWith({ parseEvent: fail }), 'parse'],
    'parseEvent says nothing': [acmeWith({ parseEvent: () => give(undefined) }), 'parse'],
    'parseEvent is async': [acmeWith({ parseEvent: () => give(failLater()) }), 'parse'],
    'a delivery id that is a number': [
      acmeWith({ parseEvent: parsed({ deliveryId: 7 }) }),
      'parse',
    ],
    'events that are no list': [acmeWith({ parseEvent: parsed({ events: {} }) }), 'parse'],
    'accounts() throws': [acmeWith({ accounts: fail }), 'parse'],
    'an unknown meaning': [acmeWith({ parseEvent: event({ meaning: 'fun' }) }), 'extract'],
    'a type that is a number': [acmeWith({ parseEvent: event({ type: 7 }) }), 'extract'],
    'no path': [acmeWith({ parseEvent: event({ path: undefined }) }), 'extract'],
    'a time that is a text': [acmeWith({ parseEvent: event({ occurredAt: 'now' }) }), 'extract'],
    'an id that is a number': [acmeWith({ parseEvent: event({ id: 7 }) }), 'extract'],
    'extractPii throws': [acmeWith({ extractPii: fail }), 'extract'],
    'extractPii says nothing': [acmeWith({ extractPii: () => give(undefined) }), 'extract'],
    'extractPii is async': [acmeWith({ extractPii: () => give(failLater()) }), 'extract'],
    'accounts() is async': [acmeWith({ accounts: () => give(failLater()) }), 'parse'],
    'rows() is async': [acmeWith({ rows: () => give(failLater()) }), 'extract'],
    'rows() throws': [acmeWith({ rows: fail }), 'extract'],
  } as const
  for (const [name, [adapter, step]] of Object.entries(faulty)) {
    const { post, store } = await appOf(adapter)
    const reply = await post(body)
    t.equal(reply.statusCode, 200, name)
    t.match(store.deliveries, [{ quarantine: { step }, activities: [] }], name)
    t.notMatch(store.deliveries[0]?.quarantine?.reason, 'ada', name)
    await post(body)
    t.equal(store.deliveries.length, 1, `${name}: kept once`)
  }
})

test('a reply that fails is replaced by the usual one', async t => {
  for (const reply of [
    fail,
    () => give({}),
    () => give({ text: 7 }),
    () => give({ text: 'thanks', type: 7 }),
    () => give({ text: 'thanks', type: null }),
    () => give('thanks'),
    () => give(failLater()),
  ]) {
    const { post, app } = await appOf(acmeWith({ reply }))
    const taken = await post(body)
    t.equal(taken.statusCode, 200)
    t.match(taken.json(), { status: 'success' })
    const refused = await app.inject({ method: 'POST', url: eventUrl, payload: body })
    t.equal(refused.statusCode, 401)
    t.match(refused.json(), { code: 'unauthorized' })
  }
})

test('hosts(), accounts() and rows() that throw end a poll as a failure of the platform would', async t => {
  const poll = async function* () {}
  for (const adapter of [
    acmeWith({ hosts: fail, poll }),
    acmeWith({ hosts: () => give(failLater()), poll }),
    acmeWith({ hosts: () => ['api.acme.example'], accounts: fail, poll }),
    acmeWith({ hosts: () => ['api.acme.example'], rows: fail, poll }),
    acmeWith({ hosts: () => ['api.acme.example'], poll: () => give(undefined) }),
  ]) {
    const { app, store } = await appOf(adapter, { transport: { dispatcher: give(null) } })
    const url = eventUrl.replace('/event', '/poll')
    const reply = await app.inject({ method: 'POST', url })
    t.equal(reply.statusCode, 200)
    t.match(reply.json(), { outcome: 'upstream_error' })
    t.match(store.reports, [{ outcome: 'upstream_error' }])
  }
})

test('the log of the application says what failed and where, not on what', async t => {
  const written: string[] = []
  const app = fastify({ logger: { stream: { write: line => void written.push(line) } } })
  const cause = new RangeError('and ada@example.com')
  const parseEvent = () => {
    throw Object.assign(new TypeError('cannot read\n    at ada@example.com (/ada:1:1)'), { cause })
  }
  const store = acmeStore()
  const broken = acmeWith({ parseEvent })
  await app.register(broken.plugin, { prefix: '/acme', keyring, store, clock: () => now })
  const headers = { 'content-type': 'application/json', 'x-acme-signature': signed(body) }
  await app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  const failed = written.find(line => line.includes('the adapter failed')) ?? ''
  t.match(JSON.parse(failed), {
    adapter: 'acme',
    step: 'parse',
    err: { name: 'TypeError', stack: /adapter-faults\.test\.[jt]s:\d+/ },
  })
  t.match(failed, 'RangeError')
  t.notMatch(failed, 'ada@')
})

test('it says of which request it is', async t => {
  const written: string[] = []
  const app = fastify({
    genReqId: () => 'req-1',
    logger: { stream: { write: line => void written.push(line) } },
  })
  const store = { ...acmeStore(), record: async () => fail() }
  await app.register(acmeWith().plugin, { prefix: '/acme', keyring, store, clock: () => now })
  const headers = { 'content-type': 'application/json', 'x-acme-signature': signed(body) }
  const reply = await app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  t.equal(reply.statusCode, 500)
  const failed = written.find(line => line.includes('call failed')) ?? ''
  t.match(JSON.parse(failed), { reqId: 'req-1', adapter: 'acme', err: { name: 'TypeError' } })
  t.notMatch(failed, 'ada@')
})
