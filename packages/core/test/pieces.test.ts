import { ConduitError, json } from '@conduit/core'
import {
  type DeliveryRecord,
  encodeId,
  type MemoryStore,
  memoryStore,
  openQuarantined,
  receive,
  replay,
} from '@conduit/core/host'
import { test } from 'tap'
import {
  acme,
  acmeStore,
  acmeWith,
  appOf,
  bodyOf,
  did,
  dxKey,
  keyring,
  payload,
  receiverOf,
  signingSecret,
} from './acme.ts'
import { requestOf } from './support/request-of.ts'

const maxBytes = 1_048_576
const events = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))

/** The same store, and every record that it was asked to keep; what `before` throws, it throws. */
function watched(memory: MemoryStore = acmeStore(), before: (call: number) => void = () => {}) {
  const pieces: (readonly DeliveryRecord[])[] = []
  const record = async (deliveries: readonly DeliveryRecord[]) => {
    pieces.push(deliveries)
    before(pieces.length)
    return await memory.record(deliveries)
  }
  return { pieces, store: { ...memory, record } }
}

/** How many events each piece held. */
const sizes = (pieces: readonly (readonly DeliveryRecord[])[]) =>
  pieces.map(records => records.map(({ activities }) => activities.length))

test('five hundred events are recorded in five pieces of one delivery, each once', async t => {
  const { pieces, store } = watched()
  const { post } = await appOf(acme, { store, maxBytes })
  const body = bodyOf(...events(500))
  const reply = await post(body)
  t.equal(reply.statusCode, 200)
  const { deliveryId, ...rest } = reply.json().data
  t.strictSame(rest, { events: 500, duplicate: false })
  t.strictSame(sizes(pieces), [[100], [100], [100], [100], [100]])
  t.equal(new Set(pieces.flat().map(({ id }) => id)).size, 1)
  t.equal(store.deliveries.length, 1)
  t.match(store.deliveries, [{ platformDeliveryId: 'd1', rejected: 0, quarantine: null }])
  t.strictSame(
    store.activities.map(({ position }) => position),
    events(500).map((_, index) => index),
  )

  const again = await post(body)
  t.strictSame(again.json().data, { deliveryId, events: 500, duplicate: true })
  t.equal(store.activities.length, 500)
  t.equal(store.deliveries.length, 1)
})

test('a hundred events are one piece', async t => {
  for (const [count, expected] of [
    [100, [[100]]],
    [101, [[100], [1]]],
  ] as const) {
    const { pieces, store } = watched()
    const { post } = await appOf(acme, { store, maxBytes })
    await post(bodyOf(...events(count)))
    t.strictSame(sizes(pieces), expected)
  }
})

test('large events are cut into pieces of about 100 kB', async t => {
  const large = { note: 'x'.repeat(9_900) }
  for (const [count, expected] of [
    [9, [[9]]],
    [25, [[10], [10], [5]]],
  ] as const) {
    const { pieces, store } = watched()
    const { post } = await appOf(acme, { store, maxBytes })
    await post(bodyOf(...events(count).map(event => ({ ...event, ...large }))))
    t.strictSame(sizes(pieces), expected)
  }
})

test('whatever is large waits for a turn of its own before each piece', async t => {
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  count()
  const turns: number[] = []
  const { pieces, store } = watched(acmeStore(), () => turns.push(turn))
  const { receiver, integration } = receiverOf(acme, store)
  const delivery = (id: string, size: number) =>
    receive(
      receiver,
      integration,
      requestOf(JSON.stringify({ ...JSON.parse(bodyOf(...events(size))), id })),
    )
  await Promise.all([delivery('large', 300), delivery('larger', 400), delivery('small', 1)])
  isOver = true
  t.strictSame(
    pieces.flat().map(({ platformDeliveryId }) => platformDeliveryId),
    ['small', 'large', 'larger', 'large', 'larger', 'large', 'larger', 'larger'],
  )
  t.equal(new Set(turns).size, 8, 'no two pieces in one turn of the event loop')
  t.equal(store.activities.length, 701)
})

test('what is done with a large delivery as a whole has turns of its own as well', async t => {
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  count()
  const turns: number[] = []
  const noted = acmeWith({
    verifySignature() {
      turns.push(turn)
      return 'signed'
    },
    parseEvent(delivery, integration) {
      turns.push(turn)
      return acme.parseEvent(delivery, integration)
    },
  })
  const { receiver, integration } = receiverOf(noted)
  const large = bodyOf(...events(10).map(event => ({ ...event, note: 'x'.repeat(11_000) })))
  const deliver = () => receive(receiver, integration, requestOf(large))
  await Promise.all([deliver(), deliver(), deliver()])
  isOver = true
  t.equal(turns.length, 6)
  t.equal(new Set(turns).size, 6)
})

test('a large body is decoded in turns of its own, a small one at once', async t => {
  let turn = 0
  let isOver = false
  const count = () => {
    turn += 1
    if (!isOver) setImmediate(count)
  }
  count()
  const turns: number[] = []
  const plain = json()
  const { endpoint } = acme
  if (endpoint === null) throw new Error('acme is called')
  const noted = acmeWith({
    endpoint: {
      ...endpoint,
      payload,
      formats: [
        {
          ...plain,
          *decodeInSteps(bytes, limits) {
            turns.push(turn)
            yield
            turns.push(turn)
            yield
            turns.push(turn)
            return plain.decode(bytes, limits)
          },
        },
      ],
    },
  })
  const { receiver, integration } = receiverOf(noted)
  await receive(receiver, integration, requestOf(bodyOf({ id: 1 })))
  t.equal(turns.length, 0)
  const large = bodyOf(...events(11).map(event => ({ ...event, note: 'x'.repeat(11_000) })))
  const deliver = () => receive(receiver, integration, requestOf(large))
  await Promise.all([deliver(), deliver()])
  isOver = true
  t.equal(turns.length, 6)
  t.equal(new Set(turns).size, 6)
})

test('what takes too long goes on from there when it comes again, each event once', async t => {
  let time = 0
  const asked: string[] = []
  const slow = acmeWith({
    extractPii({ path }) {
      asked.push(path)
      return { fields: [], people: [] }
    },
  })
  const { pieces, store } = watched(acmeStore(), () => {
    time += 2_000
  })
  const { post } = await appOf(slow, { store, maxBytes, elapsed: () => time })
  const body = bodyOf(...events(500))
  for (const recorded of [200, 400]) {
    const late = await post(body)
    t.equal(late.statusCode, 503)
    t.equal(late.headers['retry-after'], '5')
    t.equal(store.activities.length, recorded)
    t.equal(store.deliveries[0]?.quarantine, null)
  }
  const first = store.deliveries[0]
  const deliveryId = first && encodeId('delivery', first.controller.id, first.id)
  t.strictSame((await post(body)).json().data, { deliveryId, events: 500, duplicate: false })
  t.strictSame(sizes(pieces), [[100], [100], [100], [100], [100]])
  t.equal(new Set(store.activities.map(({ position }) => position)).size, 500)
  t.equal(asked.length, 500, 'what was recorded is not looked at again')
  t.strictSame((await post(body)).json().data, { deliveryId, events: 500, duplicate: true })
  t.equal(store.activities.length, 500)
})

test('time that reading takes counts, and what is recorded takes as long again', async t => {
  for (const [reading, recorded] of [
    [1_000, 300],
    [3_000, 300],
    [3_400, 400],
  ] as const) {
    let time = 0
    const { store } = watched(acmeStore(), () => {
      time += 1_000
    })
    const slow = acmeWith({
      parseEvent(delivery, integration) {
        time += reading
        return acme.parseEvent(delivery, integration)
      },
    })
    const { post } = await appOf(slow, { store, maxBytes, elapsed: () => time })
    t.equal((await post(bodyOf(...events(1_000)))).statusCode, 503)
    t.equal(store.activities.length, recorded, `${reading} ms`)
  }
})

test('a piece that is slow by itself is recorded all the same', async t => {
  let time = 0
  const { store } = watched(acmeStore(), () => {
    time += 10_000
  })
  const { post } = await appOf(acme, { store, maxBytes, elapsed: () => time })
  const body = bodyOf(...events(300))
  t.equal((await post(body)).statusCode, 503)
  t.equal((await post(body)).statusCode, 503)
  t.equal((await post(body)).statusCode, 200)
  t.equal(store.activities.length, 300)
})

test('a piece that could not be recorded is made good by the repetition', async t => {
  let isDown = true
  const { store } = watched(acmeStore(), call => {
    if (isDown && call === 3) throw new ConduitError('unavailable', { reason: 'invented' })
  })
  const { post } = await appOf(acme, { store, maxBytes })
  const body = bodyOf(...events(500))
  const failed = await post(body)
  t.equal(failed.statusCode, 503)
  t.ok(failed.headers['retry-after'])
  t.equal(store.activities.length, 200)
  t.equal(store.deliveries[0]?.quarantine, null)

  isDown = false
  const first = store.deliveries[0]
  const deliveryId = first && encodeId('delivery', first.controller.id, first.id)
  const repeated = await post(body)
  t.strictSame(repeated.json().data, { deliveryId, events: 500, duplicate: false })
  t.equal(store.activities.length, 500)
  t.equal(new Set(store.activities.map(({ position }) => position)).size, 500)
  const again = await post(body)
  t.strictSame(again.json().data, { deliveryId, events: 500, duplicate: true })
  t.equal(store.activities.length, 500)
})

test('a piece that our own code fails on is kept with the rest, to be replayed', async t => {
  const { store } = watched(acmeStore(), call => {
    if (call === 3) throw new TypeError('invented')
  })
  const { post } = await appOf(acme, { store, maxBytes })
  t.equal((await post(bodyOf(...events(500)))).statusCode, 200)
  t.equal(store.activities.length, 200)
  t.match(store.deliveries, [{ quarantine: null }, { quarantine: { step: 'record' } }])
  await replayLast(acme, store)
  t.equal(store.activities.length, 500)
})

/** Replays what came into quarantine last. */
async function replayLast(adapter: typeof acme, store: MemoryStore) {
  const { receiver, stored, integration } = receiverOf(adapter, store)
  const quarantine = store.deliveries.findLast(each => each.quarantine !== null)?.quarantine
  if (quarantine == null) throw new Error('nothing in quarantine')
  const kept = openQuarantined(keyring, stored.controller, quarantine)
  return await replay(receiver, integration, kept)
}

test('what fails in any piece is in one quarantine, with the last', async t => {
  let broken = ['/events/0', '/events/125', '/events/499']
  const picky = acmeWith({
    extractPii({ path }) {
      if (broken.includes(path)) throw new RangeError('no')
      return { fields: [], people: [] }
    },
  })
  const { pieces, store } = watched()
  const { post } = await appOf(picky, { store, maxBytes })
  const body = bodyOf(...events(500))
  const reply = await post(body)
  t.match(reply.json(), { data: { events: 497, duplicate: false } })
  t.strictSame(sizes(pieces), [[99], [99], [100], [100], [99]])
  t.strictSame(
    pieces.flat().map(({ rejected, quarantine }) => [rejected, quarantine?.reason]),
    [...Array.from({ length: 4 }, () => [0, undefined]), [3, 'RangeError']],
  )
  t.match(store.deliveries, [{ rejected: 3, quarantine: { step: 'extract' } }])
  t.equal(store.deliveries.length, 1)
  t.match((await post(body)).json(), { data: { duplicate: true } })
  t.equal(store.deliveries.length, 1)

  await t.rejects(replayLast(picky, store), { code: 'invalid', reason: 'RangeError' })
  broken = []
  await replayLast(picky, store)
  t.equal(store.activities.length, 500)
})

test('a piece of which nothing could be understood stops no other', async t => {
  const picky = acmeWith({
    extractPii({ path }) {
      if (/^\/events\/1\d\d$/.test(path)) throw new RangeError('no')
      return { fields: [], people: [] }
    },
  })
  const { pieces, store } = watched()
  const codes: string[] = []
  const observe = ({ code }: { code: string }) => void codes.push(code)
  const { post } = await appOf(picky, { store, maxBytes, observe })
  const body = bodyOf(...events(250))
  await post(body)
  await post(body)
  t.strictSame(sizes(pieces).slice(0, 3), [[100], [0], [50]])
  t.strictSame(codes, ['partial', 'duplicate'])
  t.match(store.deliveries, [{ rejected: 100, quarantine: { reason: 'RangeError' } }])
  t.equal(store.deliveries.length, 1)
  t.equal(store.activities.length, 150)
})

test('a delivery of which no piece could be understood is in quarantine as a whole', async t => {
  const broken = acmeWith({
    extractPii() {
      throw new RangeError('no')
    },
  })
  const { pieces, store } = watched()
  const codes: string[] = []
  const observe = ({ code }: { code: string }) => void codes.push(code)
  const { post } = await appOf(broken, { store, maxBytes, observe })
  await post(bodyOf(...events(150)))
  await post(bodyOf(...events(150)))
  t.strictSame(codes, ['quarantined', 'duplicate'])
  const [first, last] = pieces.flat()
  t.strictSame([first?.keys, first?.quarantine], [[], null], 'so that no store keeps it')
  t.match(last, { rejected: 150, quarantine: { reason: 'RangeError' } })
  t.equal(store.deliveries.length, 1)
})

test('however many items are unreadable, the events beside them are recorded', async t => {
  const rejected = Array.from({ length: 150_000 }, () => ({ path: '/x', reason: 'strange' }))
  const saying = acmeWith({
    parseEvent: (delivery, integration) => ({
      ...acme.parseEvent(delivery, integration),
      rejected,
    }),
  })
  const { store } = watched()
  const { post } = await appOf(saying, { store, maxBytes })
  t.match((await post(bodyOf(...events(3)))).json(), { data: { events: 3 } })
  t.match(store.deliveries, [{ rejected: 150_000, quarantine: { reason: 'strange' } }])
})

test('what a delivery says as a whole is told once', async t => {
  const items = [{ path: '/x', reason: 'strange' }]
  const saying = acmeWith({
    parseEvent(delivery, integration) {
      const parsed = acme.parseEvent(delivery, integration)
      return { ...parsed, rejected: items, catchUp: true }
    },
  })
  const own = { adapter: 'acme', settings: { signingSecret, accounts: ['a1'] }, did, dxKey }
  const { pieces, store } = watched(memoryStore([{ ...own, accounts: ['a1'] }]))
  const { post } = await appOf(saying, { store, maxBytes })
  const nobodys = { account: 'a9' }
  await post(bodyOf(...events(150).map(event => ({ ...event, account: 'a1' })), nobodys, nobodys))
  t.strictSame(
    pieces.flat().map(({ ignored, catchUp, rejected }) => [ignored, catchUp, rejected]),
    [
      [2, false, 0],
      [0, true, 1],
    ],
  )
  t.match(store.deliveries, [{ ignored: 2, catchUp: true, rejected: 1 }])
})

test('what belongs to several integrations is cut for each, and small parts stay whole', async t => {
  const settings = (account: string) => ({ settings: { accounts: [account] }, accounts: [account] })
  const memory = memoryStore([
    { adapter: 'acme', did, dxKey, ...settings('a1') },
    { adapter: 'acme', ...settings('a2') },
  ])
  const { pieces, store } = watched(memory)
  const { post } = await appOf(acme, { store, maxBytes, options: { signingSecret } })
  const of = (account: string, count: number) => events(count).map(each => ({ ...each, account }))
  const reply = await post(bodyOf(...of('a1', 125), ...of('a2', 30)))
  t.match(reply.json(), { data: { events: 155 } })
  t.strictSame(sizes(pieces), [[100], [25], [30]])
  t.strictSame(
    store.deliveries.map(({ integrationId, activities }) => [integrationId, activities.length]),
    store.integrations.map(({ id }, index) => [id, index === 0 ? 125 : 30]),
  )
})

test('a body may be as large as the application allows, and as the endpoint allows', async t => {
  const body = bodyOf({ note: 'x'.repeat(10_000) })
  for (const [options, status] of [
    [{}, 413],
    [{ maxBytes: 20_000 }, 200],
    [{ maxBytes: 100 }, 413],
  ] as const) {
    const { post } = await appOf(acme, options)
    t.equal((await post(body)).statusCode, status, JSON.stringify(options))
    t.equal((await post(bodyOf({}))).statusCode, 200)
  }
  const small = acmeWith({ endpoint: { formats: [json()], payload } })
  const { post } = await appOf(small, { maxBytes: 100 })
  t.equal((await post(body)).statusCode, 200, 'never less than the endpoint takes')
})
