import customerIo from '@conduit/adapter-customer-io'
import type { FakeCall } from '@conduit/testing'
import { test } from 'tap'
import { now, openBench, parse, reported, settings } from './support.ts'

const changed = reported('email', 'cio_subscription_preferences_changed')
const url =
  'https://api.customer.io/v1/customers/b7f20e0a31c1/subscription_preferences?id_type=cio_id'
const reading = (status: number, json: unknown = {}): FakeCall => ({
  request: { url, headers: { authorization: 'Bearer app-key' } },
  response: { status, body: JSON.stringify(json) },
})
const answer = (...subscribed: readonly boolean[]) => ({
  customer: {
    id: 'u1',
    identifiers: { id: 'u1', cio_id: 'b7f20e0a31c1', email: 'ada@example.com' },
    topics: subscribed.map((each, index) => ({ id: index + 1, name: 'News', subscribed: each })),
  },
})

test('what a webhook does not say is read, and completes its event', async t => {
  for (const [topics, meaning] of [
    [[true, false], 'consent.withdrawn'],
    [[true, true], 'consent.granted'],
    [[], 'processing'],
  ] as const) {
    const bench = openBench({ appApiKey: 'app-key' })
    await bench.deliver(changed)
    const read = await bench.read([reading(200, answer(...topics))])
    t.match(read, { outcome: 'ok', calls: [`GET ${url}`], unexpected: [] })
    t.match(bench.store.activities, [{ meaning, fetch: 'done' }])
    const [activity] = bench.store.activities
    t.ok(activity?.fields.some(field => field.path === '/customer/identifiers/email'))
  }
})

test('topics that were read bear the names that webhooks give them', async t => {
  const topics = [
    { identifier: 'topic_7', id: 3, name: 'News', subscribed: true },
    { id: 8, name: 'Offers', subscribed: false },
  ]
  const json = { customer: { ...answer().customer, topics } }
  const found = { status: 200, header: () => undefined, text: '', json }
  const platform = { now, request: async () => found, authorized: async () => found }
  const rest = { meaning: 'processing', occurredAt: null, path: '' } as const
  const want = {
    ref: { idType: 'id', id: 'u1' },
    event: { type: 'cio_subscription_preferences_changed', ...rest },
  }
  const { event } = (await customerIo.read?.(want, { settings, state: {} }, platform)) ?? {}
  t.match(event, { meaning: 'consent.withdrawn' })
  t.strictSame(event?.consents, [
    { person: '', channel: 'any', purpose: 'topic_7', state: 'granted' },
    { person: '', channel: 'any', purpose: 'topic_8', state: 'withdrawn' },
  ])
})

test('a person who is gone adds nothing', async t => {
  const bench = openBench({ appApiKey: 'app-key' })
  await bench.deliver(changed)
  t.match(await bench.read([reading(404)]), { outcome: 'ok', unexpected: [] })
  t.match(bench.store.activities, [{ meaning: 'processing', fetch: 'done' }])
})

test('too many calls, or a wrong key: it still waits', async t => {
  for (const [status, outcome] of [
    [429, 'rate_limited'],
    [401, 'auth_failed'],
    [403, 'auth_failed'],
  ] as const) {
    const bench = openBench({ appApiKey: 'app-key' })
    await bench.deliver(changed)
    t.match(await bench.read([reading(status)]), { outcome })
    t.match(bench.store.activities, [{ fetch: 'waiting' }])
  }
})

test('without a key nothing is called', async t => {
  const bench = openBench({})
  await bench.deliver(changed)
  t.match(await bench.read([]), { outcome: 'skipped', calls: [] })
})

test('a workspace in the EU is asked there', async t => {
  const bench = openBench({ appApiKey: 'app-key', region: 'eu' })
  await bench.deliver(changed)
  const read = await bench.read([
    {
      request: { url: url.replace('api.', 'api-eu.') },
      response: { status: 200, body: JSON.stringify(answer(true)) },
    },
  ])
  t.match(read, { outcome: 'ok', unexpected: [] })
})

test('a person is asked for by the surest identifier that fits into a URL', async t => {
  const refOf = (identifiers: object) =>
    parse({ ...changed, data: { identifiers } }).events[0]?.wants?.ref
  t.strictSame(refOf({ id: 'u1', email: 'ada@example.com' }), { idType: 'id', id: 'u1' })
  t.strictSame(refOf({ id: '..', email: 'ada@example.com' }), {
    idType: 'email',
    id: 'ada@example.com',
  })
  t.strictSame(refOf({ id: 'u/ö-77' }), { idType: 'id', id: 'u/ö-77' })
  for (const id of ['', '.', '\ud800', 'a\u0000', null, 7]) t.equal(refOf({ id }), undefined)
  t.equal(
    parse({ ...changed, data: { content: '{"topics":{"topic_1":true}}' } }).events[0]?.wants,
    undefined,
  )
})

test('an id with signs of its own stays one segment of the path', async t => {
  const bench = openBench({ appApiKey: 'app-key' })
  await bench.deliver({ ...changed, data: { identifiers: { id: 'u/../x?y#z' } } })
  const read = await bench.read([])
  t.match(read.calls, [
    /\/v1\/customers\/u%2F\.\.%2Fx%3Fy%23z\/subscription_preferences\?id_type=id$/,
  ])
})
