import type { Redis } from 'ioredis'
import { test } from 'tap'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { bundled, testApp } from './support/test-app.ts'

const window = 15 * 60_000

test('one address may send so much, whatever it sends', async t => {
  const begun = Date.now()
  const app = await testApp(t, { rateLimit: { max: 6, windowMilliseconds: window } })
  const { webhook } = await connectStripe(app)
  // Two requests went into connecting.
  t.equal((await sendSigned(app, webhook, customerEvent())).statusCode, 200)
  t.equal((await app.http.inject('/nothing-here')).statusCode, 404)
  t.equal(
    (await app.http.inject({ method: 'POST', url: '/api/v1/integrations/stripe/event' }))
      .statusCode,
    401,
  )
  t.equal((await app.http.inject({ method: 'PUT', url: webhook })).statusCode, 405)
  for (const request of [
    { method: 'POST', url: webhook, payload: customerEvent() },
    { method: 'GET', url: '/nothing-here' },
    { method: 'POST', url: '/api/v1/graphql', payload: {} },
    { method: 'GET', url: '/%zz' },
  ] as const) {
    const reply = await app.http.inject(request)
    t.equal(reply.statusCode, request.url === '/%zz' ? 400 : 429, request.url.slice(0, 30))
    if (reply.statusCode !== 429) continue
    // The window, less the time that has gone since the first request: on a busy machine seconds.
    const left = Number(reply.headers['retry-after'])
    const gone = Math.ceil((Date.now() - begun) / 1000)
    t.ok(left <= 900 && left >= 900 - gone, `${left} of 900 seconds are left, ${gone} are gone`)
    t.equal(reply.headers['content-type'], 'application/problem+json; charset=utf-8')
    t.match(reply.json(), { code: 'rate_limited', status: 429 })
  }
  for (const url of ['/health/live', '/health/ready', '/metrics']) {
    t.equal((await app.http.inject(url)).statusCode, 200)
  }
  t.equal(
    (await app.http.inject({ url: '/nothing-here', remoteAddress: '203.0.113.9' })).statusCode,
    404,
  )
  t.match((await app.http.inject('/metrics')).body, 'conduit_rate_limited_total 3')
})

test('what a caller says of its address counts only from a proxy that is trusted', async t => {
  const forwarded = (address: string) => ({
    url: '/nothing',
    headers: { 'x-forwarded-for': address },
  })
  await t.test('no proxy is configured', async t => {
    const app = await testApp(t, { rateLimit: { max: 1, windowMilliseconds: window } })
    t.equal((await app.http.inject(forwarded('203.0.113.1'))).statusCode, 404)
    t.equal((await app.http.inject(forwarded('203.0.113.2'))).statusCode, 429)
  })
  await t.test('one is', async t => {
    const app = await testApp(t, {
      rateLimit: { max: 1, windowMilliseconds: window },
      trustProxy: ['127.0.0.0/8'],
    })
    t.equal((await app.http.inject(forwarded('203.0.113.1'))).statusCode, 404)
    t.equal((await app.http.inject(forwarded('203.0.113.2'))).statusCode, 404)
    t.equal((await app.http.inject(forwarded('203.0.113.1'))).statusCode, 429)
    const untrusted = { ...forwarded('203.0.113.7'), remoteAddress: '198.51.100.1' }
    t.equal((await app.http.inject(untrusted)).statusCode, 404)
    t.equal((await app.http.inject({ ...untrusted, ...forwarded('203.0.113.8') })).statusCode, 429)
  })
})

test('an adapter with a list of addresses answers no others', async t => {
  const { adapters, faults } = await bundled(['stripe'])
  const allow = ['203.0.113.0/24', '2001:db8::1']
  const app = await testApp(t, {
    adapters: { adapters: adapters.map(each => ({ ...each, allow })), faults },
  })
  const url = '/api/v1/integrations/stripe/event'
  const from = async (remoteAddress: string) =>
    (await app.http.inject({ method: 'POST', url, remoteAddress })).statusCode
  t.equal(await from('203.0.113.77'), 401)
  t.equal(await from('::ffff:203.0.113.77'), 401)
  t.equal(await from('2001:db8::1'), 401)
  t.equal(await from('2001:db8::2'), 404)
  t.equal(await from('198.51.100.1'), 404)
  const unknown = await app.http.inject({
    method: 'POST',
    url: '/api/v1/integrations/nobody/event',
  })
  const refused = await app.http.inject({ method: 'POST', url, remoteAddress: '198.51.100.1' })
  t.equal(refused.body, unknown.body)
})

test('a proxy may give a port with an address, and something that is none', async t => {
  const { adapters, faults } = await bundled(['stripe'])
  const app = await testApp(t, {
    adapters: {
      adapters: adapters.map(each => ({ ...each, allow: ['203.0.113.0/24', '2001:db8::/32'] })),
      faults,
    },
    rateLimit: { max: 2, windowMilliseconds: window },
    trustProxy: ['127.0.0.0/8', '198.51.100.7'],
  })
  const url = '/api/v1/integrations/stripe/event'
  const from = async (address: string) => {
    const headers = { 'x-forwarded-for': address }
    return (await app.http.inject({ method: 'POST', url, headers })).statusCode
  }
  t.equal(await from('203.0.113.7:50001'), 401)
  t.equal(await from('203.0.113.7'), 401)
  t.equal(await from('203.0.113.7:50002'), 429, 'one address, whatever its port')
  t.equal(await from('[2001:db8::7]:50001'), 401)
  t.equal(await from('[2001:db8::7]'), 401)
  t.equal(await from('2001:db8::7'), 429)
  t.equal(await from('203.0.113.8, 198.51.100.7:443'), 401, 'a proxy with a port is a proxy')
  t.equal(await from('unknown'), 404)
  t.equal(await from('203.0.113.999'), 404)
  t.equal(await from('_hidden:80'), 429, 'what is no address counts together')
})

test('while Redis hangs each server counts by itself, and nobody waits for it', async t => {
  type Answer = (error: Error | null, result?: readonly number[]) => void
  let asked = 0
  let answer = (_reply: Answer) => {}
  const redis = {
    defineCommand: () => undefined,
    rateLimit(...given: readonly unknown[]) {
      asked += 1
      answer(given.at(-1) as Answer)
    },
  } as unknown as Redis
  const app = await testApp(t, { redis, rateLimit: { max: 2, windowMilliseconds: window } })
  const before = asked
  const statuses = async (calls: number) => {
    const answered: number[] = []
    for (const _ of Array(calls)) answered.push((await app.http.inject('/no')).statusCode)
    return answered
  }
  t.same(await statuses(1), [404], 'the first asks in vain')
  t.same(await statuses(3), [404, 429, 429])
  t.equal(asked - before, 1, 'the others do not ask')
  t.match((await app.http.inject('/metrics')).body, 'conduit_rate_limit_fallback_total 4')

  answer = reply => reply(null, [1, 60_000])
  t.same(await statuses(1), [429], 'within a second it is left alone')
  app.clock.advance(2)
  t.same(await statuses(3), [404, 404, 404], 'then it is tried, and counts again')
  answer = reply => reply(new Error('gone'))
  t.same(await statuses(1), [429])
  const told = app.log.lines().filter(({ msg }) => msg === 'rate limit store unreachable')
  t.equal(told.length, 2, 'an outage is told once')
})

test('admitted calls can be counted by their integration and not by their address', async t => {
  const rateLimit = { max: 6, windowMilliseconds: window, admitted: 8 }
  const app = await testApp(t, { rateLimit })
  const one = await connectStripe(app)
  const other = await connectStripe(app)
  // Four requests of the address went into connecting.
  const send = async (webhook: string, id: number) =>
    (await sendSigned(app, webhook, customerEvent(`evt_${id}`))).statusCode
  for (let id = 0; id < 8; id += 1) t.equal(await send(one.webhook, id), 200)
  const refused = await sendSigned(app, one.webhook, customerEvent('evt_9'))
  t.equal(refused.statusCode, 429)
  t.ok(Number(refused.headers['retry-after']) > 0)
  t.equal(await send(other.webhook, 1), 200, 'each integration has a window of its own')

  const bare = { method: 'POST' as const, url: '/api/v1/integrations/stripe/event' }
  const statusOf = async (change: object) =>
    (await app.http.inject({ ...bare, ...change })).statusCode
  t.equal(await statusOf({}), 401)
  t.equal(await statusOf({ method: 'PUT' }), 405)
  t.equal(await statusOf({}), 429, 'without a credential the address counts')
  t.equal(await send(other.webhook, 2), 200, 'which keeps nobody out who has one')
  const { body } = await app.http.inject('/metrics')
  t.match(body, 'conduit_admitted_refused_total 1')
  t.match(body, 'conduit_rate_limited_total 1')
  const told = app.log.lines().filter(({ code }) => code === 'rate_limited')
  t.match(told, [{ msg: 'webhook', integrationId: one.integrationId }, { msg: 'webhook' }])
})
