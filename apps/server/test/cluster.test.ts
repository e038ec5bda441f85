import { randomBytes } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey } from '@conduit/privacy'
import { startServer } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { embeddedEnvironment } from './support/embedded-environment.ts'
import { logCapture } from './support/log-capture.ts'
import { findRedis, freshPostgres } from './support/services.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

const adminKey = 'cak_invented_for_this_cluster'

async function startOne(t: Test, env: Record<string, string>) {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-cluster-'))
  await writeFile(
    join(cwd, 'conduit.config.yaml'),
    'adapters: { stripe: true }\ntrustProxy: [127.0.0.1]\n',
  )
  const log = logCapture()
  const usual =
    env.DATABASE_URL === undefined ? await embeddedEnvironment(cwd) : { CONDUIT_PORT: '0' }
  const server = await startServer({
    env: { ...usual, CONDUIT_ADMIN_KEY: adminKey, ...env },
    cwd,
    logStream: log.stream,
    print: () => t.fail('nothing is to be printed'),
  })
  t.teardown(server.stop)
  const graph = async (query: string) => {
    const reply = await fetch(`${server.url}/api/v1/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    return { status: reply.status, body: (await reply.json()) as { data: Record<string, never> } }
  }
  return { ...server, graph, log }
}

test('two servers on one PostgreSQL', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const env = { DATABASE_URL: databaseUrl, CONDUIT_MASTER_KEY: generateMasterKey() }
  const [one, two] = await Promise.all([startOne(t, env), startOne(t, env)])
  const made = await one.graph(
    'mutation { createDataController(input: { name: "Example Ltd" }) { dxKey } }',
  )
  t.equal(made.status, 200)
  const seen = await two.graph('{ dataControllers { totalCount } }')
  t.match(seen.body.data, { dataControllers: { totalCount: 1 } })
  await two.started
  const metrics = await (await fetch(`${two.url}/metrics`)).text()
  t.match(metrics, /conduit_queue_jobs\{queue="fetch"\} 0/)
  await Promise.all([one.stop(), two.stop()])
  const errors = [...one.log.lines(), ...two.log.lines()].filter(({ level }) => Number(level) >= 50)
  t.same(errors, [])
})

test('one limit for two servers on one Redis', async t => {
  const redisUrl = await findRedis()
  if (redisUrl === null) return t.plan(0, 'no server: Redis')
  const max = 10
  const env = { REDIS_URL: redisUrl, CONDUIT_RATE_LIMIT_MAX: String(max) }
  const [one, two] = await Promise.all([startOne(t, env), startOne(t, env)])
  // An address that nobody else has: other runs may count on the same Redis.
  const [net, host] = [randomBytes(2), randomBytes(2)].map(bytes => bytes.toString('hex'))
  const headers = { 'x-forwarded-for': `2001:db8:${net}:${host}::1` }
  // A call goes on whose count does not come in time, as on a busy machine.
  const callsUntilRefused = async (url: string): Promise<number> => {
    for (let allowed = 0; ; allowed += 1) {
      const reply = await fetch(`${url}/nothing`, { headers })
      if (reply.status === 404) continue
      t.equal(reply.status, 429)
      t.ok(Number(reply.headers.get('retry-after')) > 0)
      return allowed
    }
  }
  t.ok((await callsUntilRefused(one.url)) >= max)
  t.ok((await callsUntilRefused(two.url)) < max, 'for itself it would have let as many pass')
})

test('without its Redis a server answers all the same, and counts by itself', async t => {
  const server = await startOne(t, {
    REDIS_URL: 'redis://127.0.0.1:1',
    CONDUIT_RATE_LIMIT_MAX: '2',
  })
  for (const status of [404, 404, 429]) {
    t.equal((await fetch(`${server.url}/nothing`)).status, status)
  }
  t.ok(server.log.lines().some(({ msg }) => msg === 'rate limit store unreachable'))
})
