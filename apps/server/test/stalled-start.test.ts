import { generateMasterKey } from '@conduit/privacy'
import { startServer } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { logCapture } from './support/log-capture.ts'
import { freshPostgres } from './support/services.ts'
import { type Passage, passage } from './support/tcp.ts'

// Connections that get no answer are given up after three seconds each.
root.setTimeout(300_000)

/** A server whose database says nothing more from the line "ready" on. */
async function stalledAtReady(t: Test) {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return null
  const url = new URL(databaseUrl)
  const way: Passage = await passage(t, url)
  url.port = String(way.port)
  const log = logCapture()
  const told = (message: string) => log.lines().filter(({ msg }) => msg === message).length
  let tell = () => {}
  const failed = new Promise<void>(resolve => {
    tell = resolve
  })
  const logStream = {
    write(line: string) {
      log.stream.write(line)
      if (line.includes('"msg":"ready"')) way.stall()
      if (line.includes('jobs not started')) tell()
    },
  }
  const server = await startServer({
    cwd: t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' }),
    env: {
      CONDUIT_PORT: '0',
      DATABASE_URL: url.href,
      CONDUIT_MASTER_KEY: generateMasterKey(),
    },
    logStream,
    print: () => undefined,
  })
  t.teardown(server.stop)
  return { server, way, told, failed, log }
}

test('a server goes on while the database stalls, and starts its jobs when it is back', async t => {
  const found = await stalledAtReady(t)
  if (found === null) return t.plan(0, 'no server: PostgreSQL')
  const { server, way, told, failed, log } = found
  await Promise.race([failed, server.started])
  t.equal((await fetch(`${server.url}/health/live`)).status, 200)
  way.resume()
  await server.started
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  t.match(metrics, /conduit_queue_jobs\{queue="fetch"\} 0/)
  t.match(metrics, /conduit_jobs_not_started_total [1-9]/)
  t.equal(told('jobs not started, trying again'), 1)
  t.equal(told('jobs started'), 1)
  t.equal(told('not wholly started'), 0)
  t.notMatch(log.text(), /message withheld/)
})

test('a server stops while it waits to try its jobs again', async t => {
  const found = await stalledAtReady(t)
  if (found === null) return t.plan(0, 'no server: PostgreSQL')
  const { server, told, failed } = found
  await Promise.race([failed, server.started])
  const begun = performance.now()
  await server.stop()
  t.ok(performance.now() - begun < 25_000, 'within the grace of an orchestrator')
  await server.started
  t.equal(told('jobs started'), 0)
  t.equal(told('not wholly started'), 0)
})
