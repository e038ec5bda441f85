import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@conduit/server'
import { type Test, test } from 'tap'
import { createMetrics } from '../src/metrics/metrics.ts'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { logCapture } from './support/log-capture.ts'
import { testApp } from './support/test-app.ts'

const key = 'invented-by-the-operator'

test('metrics are for everybody, or for who has their key', async t => {
  const open = await testApp(t)
  t.equal((await open.http.inject('/metrics')).statusCode, 200)
  const app = await testApp(t, { metrics: { key, isApart: false } })
  const ask = (authorization?: string) =>
    app.http.inject({
      url: '/metrics',
      headers: authorization === undefined ? {} : { authorization },
    })
  for (const wrong of [undefined, key, 'Bearer', `Bearer ${key}x`, `Basic ${key}`]) {
    const reply = await ask(wrong)
    t.equal(reply.statusCode, 401, wrong ?? 'none')
    t.notMatch(reply.body, 'conduit_')
  }
  const reply = await ask(`Bearer ${key}`)
  t.equal(reply.statusCode, 200)
  t.match(reply.body, 'conduit_rate_limited_total')
})

async function started(t: Test, env: Record<string, string>) {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-metrics-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: { stripe: true }\n')
  const log = logCapture()
  const server = await startServer({
    env: { ...(await embeddedEnvironment(cwd)), ...env },
    cwd,
    logStream: log.stream,
    print: () => undefined,
  })
  t.teardown(server.stop)
  const { host, port } = log.lines().find(({ msg }) => msg === 'metrics') ?? {}
  return { server, at: `http://${host}:${port}` }
}

test('metrics with a port of their own stand there alone, also after a reload', async t => {
  const { server, at } = await started(t, { CONDUIT_METRICS_PORT: '0', CONDUIT_METRICS_KEY: key })
  const headers = { authorization: `Bearer ${key}` }
  const look = async () => {
    t.equal((await fetch(`${server.url}/metrics`, { headers })).status, 404)
    t.equal((await fetch(`${at}/metrics`)).status, 401)
    t.match(await (await fetch(`${at}/metrics`, { headers })).text(), 'conduit_rate_limited_total')
    t.equal((await fetch(`${at}/health/live`)).status, 404)
  }
  await look()
  await server.reload()
  await look()
  await server.stop()
  await t.rejects(fetch(`${at}/metrics`))
})

test('counts are shown although the database does not say how much waits', async t => {
  let asked = 0
  const metrics = createMetrics(
    () => performance.now(),
    () => {
      asked += 1
      return new Promise(() => {})
    },
  )
  metrics.rateLimited()
  const texts = await Promise.all([metrics.read(), metrics.read()])
  for (const { text } of texts) t.match(text, 'conduit_rate_limited_total 1')
  t.equal(asked, 1)
})
