import { generateMasterKey } from '@conduit/privacy'
import { t as root, type Test, test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { type ServerProcess, startProcess } from './support/server-process.ts'
import { freshPostgres } from './support/services.ts'
import { listenTcp, passage } from './support/tcp.ts'

// A stop may take its grace.
root.setTimeout(1_200_000)

/** After it an orchestrator kills. */
const graceMilliseconds = 30_000

const operator = (t: Test) => t.testdir({ 'conduit.config.yaml': 'adapters: { stripe: true }\n' })

/** Its queue runs once it tells how long that is. */
async function jobsOf({ url }: ServerProcess): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    if (metrics.includes('conduit_queue_jobs{queue="fetch"}')) return
  }
}

test('a stop ends in its grace while the database is stalled', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const url = new URL(databaseUrl)
  const { port, stall } = await passage(t, url)
  url.port = String(port)
  const env = { DATABASE_URL: url.href, CONDUIT_MASTER_KEY: generateMasterKey() }
  const server = await startProcess(t, operator(t), env)
  await jobsOf(server)
  stall()
  // It waits for the database, as those that follow it would.
  const waiting = fetch(`${server.url}/health/ready`).catch(() => undefined)
  const begun = performance.now()
  const code = await server.end('SIGTERM')
  t.comment(`exit code ${code}`)
  const took = performance.now() - begun
  t.ok(took < graceMilliseconds, `${Math.round(took)} ms`)
  await waiting
})

test('a stop ends in its grace while Redis is silent', async t => {
  const port = await listenTcp(t, socket => socket.resume())
  const cwd = operator(t)
  const env = { ...(await embeddedEnvironment(cwd)), REDIS_URL: `redis://127.0.0.1:${port}` }
  const server = await startProcess(t, cwd, env)
  t.equal((await fetch(`${server.url}/nothing-here`)).status, 404)
  const begun = performance.now()
  t.equal(await server.end('SIGTERM'), 0)
  const took = performance.now() - begun
  t.ok(took < graceMilliseconds, `${Math.round(took)} ms`)
})
