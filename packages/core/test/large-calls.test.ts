import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { adapterRoutes, type MemoryStore } from '@conduit/core/host'
import fastify from 'fastify'
import { type Test, test } from 'tap'
import { createLargeCalls, type LargeCalls } from '../src/http/large-calls.ts'
import type { PatienceTimes } from '../src/http/patience.ts'
import { acme, acmeStore, acmeWith, eventUrl, receiverOf, signed } from './acme.ts'

/** Begins work that lasts until it is let go of, and tells of what has begun. */
function watched(calls: LargeCalls) {
  const begun: string[] = []
  const gates = new EventTarget()
  const work = (name: string, bytes: number, owner: string | null) =>
    calls.within(bytes, owner, async () => {
      begun.push(name)
      await once(gates, name)
      return name
    })
  const end = async (name: string) => {
    gates.dispatchEvent(new Event(name))
    await nextTurn()
  }
  return { begun, work, end }
}

test('large calls of one owner wait for one another, and nobody else for them', async t => {
  const { begun, work, end } = watched(createLargeCalls({ ofEach: 10, ofAll: 100 }))
  const all = [work('a1', 8, 'a'), work('a2', 8, 'a'), work('a3', 2, 'a'), work('b', 8, 'b')]
  await nextTurn()
  t.strictSame(begun, ['a1', 'b'], 'nobody goes past an older one of the same owner')
  await end('a1')
  t.strictSame(begun, ['a1', 'b', 'a2', 'a3'], 'as many as there is room for')
  for (const name of ['a2', 'a3', 'b']) await end(name)
  t.strictSame(await Promise.all(all), ['a1', 'a2', 'a3', 'b'])
})

test('what is larger than all the room goes alone, and is not passed by', async t => {
  const { begun, work, end } = watched(createLargeCalls({ ofEach: 10, ofAll: 20 }))
  const all = [work('a', 10, 'a'), work('huge', 50, 'b'), work('c', 1, 'c')]
  await nextTurn()
  t.strictSame(begun, ['a'])
  await end('a')
  t.strictSame(begun, ['a', 'huge'])
  await end('huge')
  t.strictSame(begun, ['a', 'huge', 'c'])
  await end('c')
  await Promise.all(all)
})

test('a huge one that waits for its own owner keeps nobody else waiting', async t => {
  const { begun, work, end } = watched(createLargeCalls({ ofEach: 10, ofAll: 20 }))
  const all = [work('a1', 10, 'a'), work('a2', 50, 'a'), work('b', 5, null)]
  await nextTurn()
  t.strictSame(begun, ['a1', 'b'])
  for (const name of ['a1', 'b', 'a2']) await end(name)
  await Promise.all(all)
})

test('work that fails gives its room back', async t => {
  const calls = createLargeCalls({ ofEach: 10, ofAll: 20 })
  const fails = async () => {
    throw new Error('no')
  }
  await t.rejects(calls.within(10, 'a', fails), { message: 'no' })
  t.equal(await calls.within(10, 'a', async () => 'done'), 'done')
})

const headersOf = (body: string) => ({
  'content-type': 'application/json',
  'x-acme-signature': signed(body),
})
const largeBody = (id: string) =>
  JSON.stringify({ id, events: [{ id, type: 'member.updated', note: 'x'.repeat(600_000) }] })

/** Routes whose store keeps nothing before it is told to, and the documents that were read. */
async function routesOf(t: Test, patience?: PatienceTimes) {
  const store = acmeStore()
  let open = () => {}
  const opened = new Promise<void>(resolve => (open = resolve))
  const read: unknown[] = []
  const noting = acmeWith({
    parseEvent(delivery, integration) {
      const parsed = acme.parseEvent(delivery, integration)
      read.push(parsed.deliveryId)
      return parsed
    },
  })
  const record: MemoryStore['record'] = async records => {
    const isLarge = records.some(({ platformDeliveryId }) => platformDeliveryId !== 'small')
    if (isLarge) await opened
    return await store.record(records)
  }
  const { receiver } = receiverOf(noting, { ...store, record })
  const app = fastify()
  t.teardown(() => app.close())
  const options = { prefix: '/acme', receiver, maxBytes: 1_048_576 }
  await app.register(adapterRoutes, patience === undefined ? options : { ...options, patience })
  const post = (body: string) =>
    app.inject({ method: 'POST', url: eventUrl, headers: headersOf(body), payload: body })
  return { post, read, store, open }
}

test('of two large calls of one integration one is read at a time, and a small one beside them', async t => {
  const { post, read, store, open } = await routesOf(t)
  const both = [post(largeBody('first')), post(largeBody('second'))]
  const small = { id: 'small', events: [{ id: 'small', type: 'member.updated' }] }
  t.equal((await post(JSON.stringify(small))).statusCode, 200)
  while (read.length < 2) await nextTurn()
  t.strictSame([...read].sort(), ['first', 'small'])
  open()
  for (const reply of await Promise.all(both)) t.equal(reply.statusCode, 200)
  t.strictSame([...read].sort(), ['first', 'second', 'small'])
  t.equal(store.activities.length, 3)
})

test('one that has waited until its platform hung up is not begun', async t => {
  const { post, read, open } = await routesOf(t, { milliseconds: 40, everyMilliseconds: 5 })
  const [first, second] = await Promise.all([post(largeBody('first')), post(largeBody('second'))])
  t.equal(first?.statusCode, 503)
  t.equal(second?.statusCode, 503)
  t.ok(Number(second?.headers['retry-after']) > 0)
  open()
  for (const _ of Array(50)) await nextTurn()
  t.strictSame(read, ['first'])
})
