import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'
import { adapterRoutes, type MemoryStore, type Observation } from '@conduit/core/host'
import fastify from 'fastify'
import { type Test, test } from 'tap'
import { acme, acmeStore, bodyOf, eventUrl, receiverOf, signed } from './acme.ts'

const body = bodyOf({ id: 7 })
const headers = { 'content-type': 'application/json', 'x-acme-signature': signed(body) }
const patience = { milliseconds: 60, everyMilliseconds: 5 }

/** Routes over a store that may be changed, and all that is observed. */
async function routesOf(t: Test, changes: (store: MemoryStore) => Partial<MemoryStore>) {
  const store = acmeStore()
  const { receiver } = receiverOf(acme, { ...store, ...changes(store) })
  const observed: Observation[] = []
  let held = 0
  const bodies = {
    take(bytes: number) {
      held += bytes
      return true
    },
    give(bytes: number) {
      held -= bytes
    },
  }
  const app = fastify()
  t.teardown(() => app.close())
  await app.register(adapterRoutes, {
    prefix: '/acme',
    receiver,
    bodies,
    patience,
    observe: observation => void observed.push(observation),
  })
  const send = () => app.inject({ method: 'POST', url: eventUrl, headers, payload: body })
  return { app, store, send, observed, held: () => held }
}

/** Something that waits until it is let go. */
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, opened }
}

test('a call that takes longer than a platform waits is answered, and what it began is kept', async t => {
  const { open, opened } = gate()
  let recording = Promise.resolve<unknown>(null)
  const { store, send, observed, held } = await routesOf(t, ({ record }) => ({
    record: records => {
      const recorded = opened.then(() => record(records))
      recording = recorded
      return recorded
    },
  }))
  const late = await send()
  t.equal(late.statusCode, 503)
  t.ok(Number(late.headers['retry-after']) > 0)
  t.match(late.json(), { code: 'unavailable' })
  t.match(observed, [{ status: 503, code: 'unavailable', reason: /longer than a platform waits/ }])
  t.ok(held() >= body.length, 'its body is still in use')
  t.equal(store.activities.length, 0)
  open()
  await recording
  await after(0)
  t.equal(held(), 0)
  t.equal(store.activities.length, 1)
  t.match((await send()).json(), { data: { duplicate: true } })
  t.equal(observed.length, 2)
  t.equal(store.activities.length, 1)
})

test('one that fails when nobody waits any more ends nothing', async t => {
  const { open, opened } = gate()
  const { send, observed, held } = await routesOf(t, () => ({
    record: () => opened.then(() => Promise.reject(new TypeError('canary'))),
  }))
  t.equal((await send()).statusCode, 503)
  open()
  await after(0)
  t.equal(held(), 0)
  t.equal(observed.length, 1)
})

test('time that it takes to find out who calls counts as well', async t => {
  const { open, opened } = gate()
  const { send, store } = await routesOf(t, ({ keyHolder }) => ({
    keyHolder: hash => opened.then(() => keyHolder(hash)),
  }))
  t.equal((await send()).statusCode, 503)
  open()
  await after(0)
  t.equal(store.deliveries.length, 0, 'and nothing goes on for whom nobody waits')
  t.equal((await send()).statusCode, 200)
})

test('time that a body takes on its way does not', async t => {
  const { app } = await routesOf(t, () => ({}))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const call = request({ port, path: eventUrl, method: 'POST', headers })
  // It may come too early.
  const answered = once(call, 'response')
  call.write(body.slice(0, 10))
  await after(3 * patience.milliseconds)
  call.end(body.slice(10))
  const [reply] = await answered
  t.equal(reply.statusCode, 200)
  reply.resume()
})
