import { decodeId, encodeId } from '@conduit/core/host'
import type { Database } from '@conduit/db'
import { buildApp, type Notification, type Subscriber } from '@conduit/server'
import { createClient } from 'graphql-sse'
import { type Test, test } from 'tap'
import { createListener } from '../src/notifications/listener.ts'
import { readStream } from '../src/notifications/read-stream.ts'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { readEvents } from './support/event-reader.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { emptyDatabase, testApp } from './support/test-app.ts'

const ada = { id: 'Member:7', email: 'ada@example.com' }
const nobodysId = '01a209dc-bcd3-7b6c-aa79-00000000beef'

/** A server that listens, with a tenant and another, and a way to make something happen. */
async function prepared(t: Test, subscribers: readonly Subscriber[] = [], database?: Database) {
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(quietPlatform())),
    subscribers,
    ...(database !== undefined && { database }),
  })
  const { id: dataControllerId } = await makeController(app)
  const other = await makeController(app)
  const { path } = await connectLoyalty(app, dataControllerId, {
    shop: 'one',
    webhookSecret: 'long enough',
  })
  await app.services.notifier.look()
  const origin = await app.http.listen({ host: '127.0.0.1', port: 0 })
  let calls = 0
  const receive = async (...says: readonly (readonly [string, string, string])[]) => {
    const payload = {
      id: `call ${++calls}`,
      member: ada,
      says: says.map(([channel, purpose, state]) => ({ channel, purpose, state })),
    }
    await app.http.inject({ method: 'POST', url: path, payload })
  }
  const addPurpose = (name: string) =>
    ask(
      app,
      'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
      { input: { dataControllerId, name, legalBasis: 'consent' } },
    )
  const bound = decodeId('controller', dataControllerId)?.controllerId
  const keyOf = (role: 'owner' | 'dpo' | 'developer' | 'auditor') => app.apiKey(role, bound)
  return {
    app,
    dataControllerId,
    other,
    origin,
    receive,
    addPurpose,
    keyOf,
    look: app.services.notifier.look,
  }
}

test('a stream of events', async t => {
  const { app, dataControllerId, other, origin, ...rest } = await prepared(t)
  const { receive, addPurpose, keyOf, look } = rest
  const dpo = await keyOf('dpo')

  await t.test('tells what happens, with ids and counts alone', async t => {
    const stream = await readEvents(origin, dpo)
    t.equal(stream.status, 200)
    t.equal(stream.contentType, 'text/event-stream; charset=utf-8')
    await receive(['email', 'newsletter', 'granted'])
    await receive()
    await addPurpose('Newsletter')
    await look()
    const [recorded, second, consent] = [
      await stream.next(),
      await stream.next(),
      await stream.next(),
    ]
    const events = [recorded, second, consent].sort((a, b) => (a.event < b.event ? -1 : 1))
    t.match(events, [
      {
        event: 'consent.changed',
        data: { event: 'consent.changed', data: { id: /^con_/, data_subject_id: /^sub_/ } },
      },
      {
        event: 'delivery.recorded',
        data: { data: { count: 2, first_id: /^dlv_/, last_id: /^dlv_/ } },
      },
      { event: 'purpose.changed', data: { data: { id: /^pur_/ } } },
    ])
    t.notMatch(JSON.stringify(events), /ada@example|newsletter/i)
    stream.close()
  })

  await t.test('goes on behind the last event', async t => {
    const first = await readEvents(origin, dpo)
    await addPurpose('One')
    await look()
    const { id } = await first.next()
    first.close()
    await addPurpose('Two')
    await addPurpose('Three')
    await look()
    const again = await readEvents(origin, dpo, { last: id })
    const [two, three] = [await again.next(), await again.next()]
    t.same([Number(two.id), Number(three.id)], [Number(id) + 1, Number(id) + 2])
    again.close()
  })

  await t.test('goes on where it broke before its first event', async t => {
    const first = await readEvents(origin, dpo)
    const [, begun = ''] = /^id: (\d+)$/.exec((await first.block()) ?? '') ?? []
    app.clock.advance(10)
    await look()
    const [, beaten = ''] = /^id: (\d+)$/.exec((await first.block()) ?? '') ?? []
    first.close()
    t.ok(Number(beaten) >= Number(begun))
    await addPurpose('Meanwhile')
    await look()
    for (const last of [begun, beaten]) {
      const again = await readEvents(origin, dpo, { last })
      t.match(await again.next(), { event: 'purpose.changed' })
      again.close()
    }
  })

  await t.test('tells of a gap', async t => {
    await rowsOf(app, 'delete from notifications where seq <= 3')
    for (const last of ['1', '999999']) {
      const stream = await readEvents(origin, dpo, { last })
      const { event, id } = await stream.next()
      t.equal(event, 'reset')
      t.ok(Number(id) > 3)
      stream.close()
    }
  })

  await t.test('is filtered by role', async t => {
    const stream = await readEvents(origin, await keyOf('developer'))
    await addPurpose('Four')
    await receive(['sms', 'offers', 'granted'])
    await look()
    t.equal((await stream.next()).event, 'delivery.recorded')
    await receive()
    await look()
    t.equal((await stream.next()).event, 'delivery.recorded')
    stream.close()
  })

  await t.test('is of one controller, and of nobody else', async t => {
    const owner = await app.apiKey('owner')
    const get = (url: string, key: string, headers = {}) =>
      app.http.inject({ url, headers: { authorization: `Bearer ${key}`, ...headers } })
    const path = '/api/v1/events'
    t.equal((await get(path, 'nobody')).statusCode, 401)
    t.equal((await get(path, owner)).statusCode, 400)
    t.equal((await get(`${path}?dataControllerId=x`, owner)).statusCode, 400)
    t.equal((await get(`${path}?dataControllerId=${other.id}`, dpo)).statusCode, 404)
    const nobody = encodeId('controller', nobodysId, nobodysId)
    t.equal((await get(`${path}?dataControllerId=${nobody}`, owner)).statusCode, 404)
    t.equal((await get(path, dpo, { 'last-event-id': '-1' })).statusCode, 400)
    const stream = await readEvents(origin, owner, { query: `?dataControllerId=${other.id}` })
    await addPurpose('Five')
    await connectLoyalty(app, other.id, { shop: 'two', webhookSecret: 'long enough' })
    await look()
    t.match(await stream.next(), { event: 'integration.changed' })
    stream.close()
  })

  await t.test('has a heartbeat, and ends when its key is revoked', async t => {
    const { createApiKey } = await ask<{ createApiKey: { id: string; apiKey: string } }>(
      app,
      'mutation($id: ID) { createApiKey(input: { name: "x", role: dpo, dataControllerId: $id }) { id apiKey } }',
      { id: dataControllerId },
    )
    await look()
    const stream = await readEvents(origin, createApiKey.apiKey)
    t.match(await stream.block(), /^id: \d+$/)
    app.clock.advance(9)
    await look()
    app.clock.advance(1)
    await look()
    t.match(await stream.block(), /^id: \d+$/)
    await ask(app, 'mutation($id: ID!) { revokeApiKey(id: $id) { id } }', { id: createApiKey.id })
    app.clock.advance(10)
    await look()
    t.equal(await stream.block(), null)
  })

  await t.test('is one of ten of a key', async t => {
    const key = await keyOf('auditor')
    const streams = await Promise.all(Array.from({ length: 10 }, () => readEvents(origin, key)))
    t.same([...new Set(streams.map(({ status }) => status))], [200])
    t.equal((await readEvents(origin, key)).status, 429)
    for (const stream of streams) stream.close()
  })

  await t.test('ends with the server', async t => {
    const stream = await readEvents(origin, dpo)
    t.match(await stream.block(), /^id: \d+$/)
    await app.services.notifier.close()
    t.equal(await stream.block(), null)
  })
})

test('subscriptions', async t => {
  const { dataControllerId, other, origin, addPurpose, receive, keyOf, app, look } =
    await prepared(t)
  const query = `subscription($id: ID!, $topics: [String!], $after: String) {
    notifications(dataControllerId: $id, topics: $topics, after: $after) { id event at data } }`
  const subscribe = (key: string, variables: object) => {
    const headers = { authorization: `Bearer ${key}` }
    const client = createClient({ url: `${origin}/api/v1/graphql`, headers, retryAttempts: 0 })
    return client.iterate({ query, variables: { ...variables } })
  }
  const dpo = await keyOf('dpo')

  await t.test('bring what happens, to a client of their protocol', async t => {
    const results = subscribe(dpo, {
      id: dataControllerId,
      topics: ['purpose.changed'],
      after: '1',
    })
    await receive()
    await addPurpose('One')
    await look()
    const { value } = await results.next()
    t.match(value, {
      data: { notifications: { id: /^\d+$/, event: 'purpose.changed', data: { id: /^pur_/ } } },
    })
    await results.return?.()
  })

  await t.test('are refused in words', async t => {
    const first = async (key: string, variables: object) =>
      (await subscribe(key, variables).next()).value?.errors?.[0]?.extensions?.code
    t.equal(await first(dpo, { id: other.id }), 'not_found')
    t.equal(await first(dpo, { id: 'x' }), 'invalid')
    const nobody = encodeId('controller', nobodysId, nobodysId)
    t.equal(await first(await app.apiKey('owner'), { id: nobody }), 'not_found')
    const developer = await keyOf('developer')
    t.equal(
      await first(developer, { id: dataControllerId, topics: ['consent.changed'] }),
      'invalid',
    )
    t.equal(await first(dpo, { id: dataControllerId, after: 'x' }), 'invalid')
    const answer = await app.graph(query, { id: dataControllerId })
    t.match(answer.errors, [{ message: /text\/event-stream/ }])
  })
})

test('a subscriber of the server', async t => {
  const told: Notification[] = []
  const slow: Notification[] = []
  let fails = true
  let release: () => void = () => undefined
  const { app, dataControllerId, addPurpose, look } = await prepared(t, [
    {
      name: 'failing',
      topics: ['purpose.changed'],
      receive: async notification => {
        if (fails) throw new RangeError('ada@example.com')
        told.push(notification)
      },
    },
    {
      name: 'slow',
      topics: ['purpose.changed'],
      receive: notification => {
        slow.push(notification)
        return new Promise(resolve => {
          release = resolve
        })
      },
    },
  ])
  const shown = async () => {
    const { notificationSubscribers } = await ask<{ notificationSubscribers: object[] }>(
      app,
      'query($id: ID!) { notificationSubscribers(dataControllerId: $id) { name behind tries nextTryAt reason } }',
      { id: dataControllerId },
    )
    return notificationSubscribers
  }
  await addPurpose('One')
  await addPurpose('Two')
  // The slow one never ends by itself: nobody may wait for it.
  void look()
  const until = async (is: () => Promise<boolean>) => {
    while (!(await is()));
  }
  await until(async () => JSON.stringify(await shown()).includes('RangeError'))
  t.match(await shown(), [
    {
      name: 'failing',
      behind: 2,
      tries: 1,
      nextTryAt: '2026-11-01T12:00:01.000Z',
      reason: 'RangeError',
    },
    { name: 'slow', behind: 2, tries: 0, reason: null },
  ])
  fails = false
  app.clock.advance(1)
  void look()
  await until(async () => told.length === 2)
  t.same(
    told.map(({ event, dataControllerId: of }) => [event, of]),
    [
      ['purpose.changed', dataControllerId],
      ['purpose.changed', dataControllerId],
    ],
  )
  t.ok(Number(told[0]?.id) < Number(told[1]?.id))
  t.equal(slow.length, 1)
  release()
  await until(async () => slow.length === 2)
  release()
  type Listed = { notificationDeliveries: { nodes: object[]; totalCount: number } }
  const listed = async (filter: object) =>
    (
      await ask<Listed>(
        app,
        `query($filter: NotificationDeliveryFilter!) { notificationDeliveries(filter: $filter) {
          totalCount nodes { id subscriber notificationId topic state tries firstTriedAt lastTriedAt reason } } }`,
        { filter: { dataControllerId, ...filter } },
      )
    ).notificationDeliveries.nodes
  await until(async () => (await listed({})).length === 4)
  t.match(await listed({ subscriber: 'failing' }), [
    { topic: 'purpose.changed', state: 'delivered', tries: 1, notificationId: told[1]?.id },
    {
      id: /^ntf_/,
      state: 'delivered',
      tries: 2,
      reason: null,
      lastTriedAt: '2026-11-01T12:00:01.000Z',
    },
  ])
  t.notMatch(JSON.stringify(app.log.lines()), /ada@example/)
})

/** Writes changes of a controller, as triggers do. */
function changes(controllerId: string, count = 1): string {
  return `insert into event_outbox (controller_id, topic, payload, created_at)
    select '${controllerId}', 'purpose.changed', '{"id":"pur_x"}', now() from generate_series(1, ${count})`
}

test('who writes without a pause keeps nobody from being told', async t => {
  const embedded = await emptyDatabase()
  let left = 0
  let write = async (): Promise<unknown> => undefined
  const database: Database = {
    ...embedded,
    transaction: async work => {
      const result = await embedded.transaction(work)
      if (left > 0) {
        left -= 1
        await write()
      }
      return result
    },
    close: async () => undefined,
  }
  let hear: (left: number) => void = () => undefined
  const heard = new Promise<number>(resolve => {
    hear = resolve
  })
  const receive = async () => hear(left)
  const subscribers: readonly Subscriber[] = [
    { name: 'prompt', topics: ['purpose.changed'], receive },
  ]
  const { app, dataControllerId } = await prepared(t, subscribers, database)
  const controllerId = decodeId('controller', dataControllerId)?.controllerId ?? t.fail()
  // Not by the database that writes again after each transaction.
  write = () => rowsOf({ ...app, database: embedded }, changes(String(controllerId)))
  left = 300
  await write()
  await app.services.notifier.start()
  t.ok((await heard) > 0, 'while it still writes')
  left = 0
  await app.services.notifier.close()
})

test('controllers do not wait for one another at a subscriber', async t => {
  const told: string[] = []
  let isOver = false
  let stuck = ''
  const subscriber: Subscriber = {
    name: 'partly-stuck',
    topics: ['purpose.changed'],
    receive: async ({ dataControllerId }, signal) => {
      told.push(String(dataControllerId))
      if (dataControllerId !== stuck) return
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      isOver = true
    },
  }
  const { app, dataControllerId, other, look, addPurpose } = await prepared(t, [subscriber])
  stuck = other.id
  const times = (id: string) => told.filter(each => each === id).length
  const until = async (is: () => boolean) => {
    while (!is()) await rowsOf(app, 'select 1')
  }
  const id = decodeId('controller', other.id)?.controllerId
  await rowsOf(app, changes(String(id)))
  void look()
  await until(() => times(stuck) === 1)
  for (const count of [1, 2, 3]) {
    await addPurpose(`Purpose ${count}`)
    void look()
    await until(() => times(dataControllerId) === count)
  }
  t.notOk(isOver, 'the stuck one still has its place')
  await app.services.notifier.close()
})

test('a key that is revoked reads no further part of a backlog', async t => {
  const { app, dataControllerId, look } = await prepared(t)
  const controllerId = String(decodeId('controller', dataControllerId)?.controllerId)
  await rowsOf(app, changes(controllerId, 250))
  await look()
  let isAllowed = true
  const stream = readStream(app.services, {
    controllerId,
    topics: ['purpose.changed'],
    after: 0,
    signal: new AbortController().signal,
    isAllowed: async () => isAllowed,
  })
  t.match(await stream.next(), { value: { kind: 'start', id: '0' } })
  t.match(await stream.next(), { value: { notifications: { length: 100 } } })
  app.clock.advance(10)
  t.match(await stream.next(), { value: { notifications: { length: 100 } } })
  isAllowed = false
  app.clock.advance(10)
  t.match(await stream.next(), { done: true })
})

test('a server listens once, however often it is asked to', async t => {
  const embedded = await emptyDatabase()
  const open = new Set<object>()
  const listener = createListener(
    {
      ...embedded,
      listen: async (...given) => {
        const listening = await embedded.listen(...given)
        open.add(listening)
        const end = async () => {
          open.delete(listening)
          await listening.end()
        }
        return { isBroken: () => true, end }
      },
    },
    () => undefined,
  )
  await listener.ensure()
  await Promise.all([listener.ensure(), listener.ensure(), listener.ensure()])
  t.equal(open.size, 1)
  await Promise.all([listener.ensure(), listener.end()])
  t.equal(open.size, 0)
})

test('a filter that no text can match finds nothing', async t => {
  const { app, dataControllerId } = await prepared(t)
  const none = 'a\u0000b'
  const answer = await app.graph(
    `query($id: ID!, $none: String!) {
      a: auditLog(filter: { dataControllerId: $id, action: $none }) { totalCount }
      b: notificationDeliveries(filter: { dataControllerId: $id, subscriber: $none }) { totalCount }
      c: notificationDeliveries(filter: { dataControllerId: $id, topic: $none }) { totalCount nodes { id } }
    }`,
    { id: dataControllerId, none },
  )
  t.same(answer.errors, [])
  const nothing = { totalCount: 0 }
  t.match(answer.data, { a: nothing, b: nothing, c: { ...nothing, nodes: [] } })
})

test('a subscriber has a name and topics', async t => {
  const { database, services } = await testApp(t)
  const { keyring, transport, logger } = services
  const adapters = { adapters: [], faults: [] }
  const receive = async () => undefined
  for (const wrong of [
    [{ name: 'Mail', topics: ['purpose.changed'], receive }],
    [{ name: 'mail', topics: ['nothing'], receive }],
    [{ name: 'mail', topics: [], receive }],
    [
      { name: 'mail', topics: ['purpose.changed'], receive },
      { name: 'mail', topics: ['purpose.changed'], receive },
    ],
  ]) {
    const subscribers = wrong as never
    const options = {
      database,
      keyring,
      adapters,
      transport,
      logger,
      jobs: false,
      subscribers,
    } as const
    await t.rejects(buildApp(options), TypeError)
  }
})
