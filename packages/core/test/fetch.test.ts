import {
  type Fetched,
  memoryStore,
  type Platform,
  PlatformError,
  type Receiver,
  runFetch,
  type Wanted,
} from '@conduit/core'
import { test } from 'tap'
import { Agent } from 'undici'
import { acmeWith, appOf, bodyOf, did, dxKey, keyring, now, signingSecret } from './acme.ts'

type Reader = (wanted: readonly Wanted[], platform: Platform) => AsyncIterable<Fetched>

/** Acme with a `fetch`, a store, and a way to run what waits. */
async function fetching(read: Reader, hosts: readonly string[] = ['api.acme.example']) {
  const adapter = acmeWith({
    hosts: () => hosts,
    fetch: (wanted, _connection, platform) => read(wanted, platform as Platform),
  })
  const store = memoryStore([{ adapter: 'acme', settings: { signingSecret }, did, dxKey }])
  const transport = { dispatcher: new Agent() }
  const { post, app } = await appOf(adapter, { store, transport })
  const [connection] = store.connections
  if (connection === undefined) throw new Error('no connection')
  const receiver: Receiver = { adapter, options: {}, store, keyring, clock: () => now }
  const run = (catchUp = false) => runFetch({ receiver, connection, transport, catchUp })
  const poll = () => app.inject({ method: 'POST', url: `/acme/poll?did=${did}&dxKey=${dxKey}` })
  return { store, post, run, poll }
}

const person = { id: 7, email: 'ada@example.com' }
const answer = (want: Wanted, data: unknown = person): Fetched => ({
  for: want,
  events: [{ ...want.event, id: null, path: '', data }],
})

test('what is read goes the way of webhook data, once for several notifications of one object', async t => {
  const asked: unknown[] = []
  const { store, post, run } = await fetching(async function* (wanted) {
    for (const want of wanted) {
      asked.push(want.ref)
      yield answer(want)
    }
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm1' }, { thin: 'm2' }))
  t.strictSame(
    store.activities.map(({ fetch }) => fetch),
    ['waiting', 'waiting', 'waiting'],
  )
  t.match(await run(), { outcome: 'ok', events: 3, rejected: 0 })
  t.strictSame(asked, [{ member: 'm1' }, { member: 'm2' }])
  t.strictSame(
    store.activities.map(({ fetch }) => fetch),
    ['done', 'done', 'done'],
  )
  t.match(store.activities[0]?.fields, [{ path: '/email', source: 'fetched' }, { path: '/id' }])
  t.equal(store.subjects.length, 1)
  t.match(await run(), { outcome: 'ok', events: 0 }, 'nothing is read twice')
})

test('only the newest notification takes a meaning that the read brought', async t => {
  const { store, post, run } = await fetching(async function* ([want]) {
    if (want !== undefined) {
      yield {
        for: want,
        events: [{ ...want.event, meaning: 'request.erasure', id: null, path: '', data: person }],
      }
    }
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm1' }))
  await run()
  t.strictSame(
    store.activities.map(({ meaning }) => meaning),
    ['subject.updated', 'request.erasure'],
  )
})

test('an object that is gone completes its event without data; further events are new', async t => {
  const { store, post, run } = await fetching(async function* ([gone, found]) {
    if (gone !== undefined) yield { for: gone, events: [] }
    if (found !== undefined) {
      const { events } = answer(found)
      yield { for: found, events: [...events, ...events.map(event => ({ ...event, id: 'more' }))] }
    }
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  await run()
  t.strictSame(
    store.activities.map(({ fetch, verification }) => [fetch, verification]),
    [
      ['done', 'signed'],
      ['done', 'signed'],
      [null, 'fetched'],
    ],
  )
  t.equal(store.deliveries.length, 2, 'new events have a delivery of their own')
})

test('without hosts there is nothing to read and nothing to wait for', async t => {
  let asked = false
  const { store, post, run } = await fetching(async function* () {
    asked = true
    yield { events: [] }
  }, [])
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'skipped' })
  t.match(store.activities, [{ fetch: 'skipped', want: null }])
  t.notOk(asked)
})

test('what a platform does wrong is reported, and what was not read waits', async t => {
  const { store, post, run } = await fetching(async function* ([first]) {
    if (first !== undefined) yield answer(first)
    throw new PlatformError('rate_limited', 'slow down', { retryAfterSeconds: 30 })
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }))
  t.match(await run(), { outcome: 'rate_limited', events: 1, retryAfterSeconds: 30 })
  t.strictSame(
    store.activities.map(({ fetch }) => fetch),
    ['done', 'waiting'],
  )
})

test('a want that is passed over fails, an event that cannot be read is counted', async t => {
  const { store, post, run } = await fetching(async function* () {
    yield { events: [], rejected: [{ path: '/0', reason: 'no id' }] }
  })
  await post(bodyOf({ thin: 'm1' }))
  t.match(await run(), { outcome: 'partial', rejected: 1 })
  t.match(store.activities, [{ fetch: 'failed' }])
})

test('wants that are passed over without a word are counted as well', async t => {
  const { post, run } = await fetching(async function* ([first]) {
    if (first !== undefined) yield answer(first)
  })
  await post(bodyOf({ thin: 'm1' }, { thin: 'm2' }, { thin: 'm3' }))
  t.match(await run(), { outcome: 'partial', events: 1, rejected: 2 })
})

test('polling catches up from the state, which is kept together with its data', async t => {
  const states: unknown[] = []
  const { store, run, poll } = await fetching(async function* (wanted, platform) {
    if (wanted.length > 0) return
    states.push((await Promise.resolve(platform)).now)
    yield {
      events: [
        { type: 'a', meaning: 'processing', occurredAt: null, id: 'e1', path: '', data: person },
      ],
      state: { cursor: '1' },
    }
  })
  t.match(await run(true), { outcome: 'ok', events: 1 })
  t.match(await run(true), { outcome: 'ok', events: 0 }, 'an overlap is not recorded twice')
  const reply = await poll()
  t.equal(reply.statusCode, 200)
  t.strictSame(reply.json(), { outcome: 'ok', events: 0, rejected: 0, retryAfterSeconds: null })
  t.match(store.activities, [{ verification: 'fetched', type: 'a' }])
  t.equal(states.length, 3)
})

test('one run of a connection at a time', async t => {
  let release = () => {}
  const held = new Promise<void>(resolve => {
    release = resolve
  })
  let started = () => {}
  const running = new Promise<void>(resolve => {
    started = resolve
  })
  const { run, poll } = await fetching(async function* () {
    started()
    await held
    yield { events: [] }
  })
  const first = run(true)
  await running
  t.equal(await run(true), null)
  const reply = await poll()
  t.equal(reply.statusCode, 503)
  t.ok(reply.headers['retry-after'])
  release()
  t.match(await first, { outcome: 'ok' })
})

test('a saved state is what the connection has from then on', async t => {
  const { store } = await fetching(async function* () {
    yield { events: [] }
  })
  const [connection] = store.connections
  if (connection === undefined) throw new Error('no connection')
  const { id, controller } = connection
  await store.fetches.saveState({ controllerId: controller.id, connectionId: id }, { cursor: '7' })
  t.strictSame((await store.connection(controller.id, id))?.state, { cursor: '7' })
})
