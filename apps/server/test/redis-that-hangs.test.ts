import { once } from 'node:events'
import { createLogger } from '@conduit/server'
import { type Test, test } from 'tap'
import { connectRedis } from '../src/redis.ts'
import { logCapture } from './support/log-capture.ts'
import { findRedis } from './support/services.ts'
import { listenTcp, passage } from './support/tcp.ts'
import { testApp } from './support/test-app.ts'

/** Less than the three seconds after which the client itself gives up, with room for a busy machine. */
const soon = 2_500

/** A start does not wait for it, calls do not, and the limit holds. */
async function holdsNobodyUp(t: Test, url: string): Promise<void> {
  const begun = performance.now()
  const redis = await connectRedis(url, createLogger('silent', logCapture().stream))
  t.teardown(() => redis.disconnect())
  t.ok(performance.now() - begun < soon, 'the start')
  const app = await testApp(t, { redis, rateLimit: { max: 2, windowMilliseconds: 60_000 } })
  for (const status of [404, 404, 429]) {
    const called = performance.now()
    t.equal((await app.http.inject('/nothing-here')).statusCode, status)
    t.ok(performance.now() - called < soon, 'a call')
  }
  t.match((await app.http.inject('/metrics')).body, 'conduit_rate_limit_fallback_total 3')
  t.ok(app.log.lines().some(({ msg }) => msg === 'rate limit store unreachable'))
}

test('a Redis that accepts and is silent', async t => {
  const port = await listenTcp(t, socket => socket.resume())
  await holdsNobodyUp(t, `redis://127.0.0.1:${port}`)
})

test('a Redis that closes at once', async t => {
  const port = await listenTcp(t, socket => socket.destroy())
  await holdsNobodyUp(t, `redis://127.0.0.1:${port}`)
})

test('a Redis that answers slowly', async t => {
  const url = await findRedis()
  if (url === null) return t.plan(0, 'no server: Redis')
  const { port } = await passage(t, new URL(url), 1_000)
  await holdsNobodyUp(t, `redis://127.0.0.1:${port}`)
})

test('a connection to Redis of which nothing is heard any more is made anew', async t => {
  const url = await findRedis()
  if (url === null) return t.plan(0, 'no server: Redis')
  const way = await passage(t, new URL(url))
  const log = createLogger('silent', logCapture().stream)
  const redis = await connectRedis(`redis://127.0.0.1:${way.port}`, log)
  t.teardown(() => redis.disconnect())
  t.equal(await redis.ping(), 'PONG')
  way.stall()
  await t.rejects(redis.ping())
  t.not(redis.status, 'ready', 'nobody asks where nothing is heard')
  way.resume()
  await once(redis, 'ready')
  t.equal(await redis.ping(), 'PONG')
})
