import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey } from '@conduit/privacy'
import { startServer } from '@conduit/server'
import { type Test, test } from 'tap'
import { logCapture } from './support/log-capture.ts'
import { emptyRedis, freshPostgres } from './support/services.ts'

const adminKey = 'cak_invented_for_this_cluster'

async function startOne(t: Test, env: Record<string, string>) {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-cluster-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: { stripe: true }\n')
  const log = logCapture()
  const server = await startServer({
    env: { CONDUIT_PORT: '0', CONDUIT_ADMIN_KEY: adminKey, ...env },
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
  const metrics = await (await fetch(`${two.url}/metrics`)).text()
  t.match(metrics, /conduit_queue_jobs\{queue="fetch"\} 0/)
  await Promise.all([one.stop(), two.stop()])
  const errors = [...one.log.lines(), ...two.log.lines()].filter(({ level }) => Number(level) >= 50)
  t.same(errors, [])
})

test('one limit for two servers on one Redis', async t => {
  const redisUrl = await emptyRedis(t)
  if (redisUrl === null) return t.plan(0, 'no server: Redis')
  const env = { REDIS_URL: redisUrl, CONDUIT_RATE_LIMIT_MAX: '3' }
  const [one, two] = await Promise.all([startOne(t, env), startOne(t, env)])
  const statuses: number[] = []
  for (const { url } of [one, two, one, two, one]) {
    const reply = await fetch(`${url}/nothing`)
    statuses.push(reply.status)
    if (reply.status === 429) t.ok(Number(reply.headers.get('retry-after')) > 0)
  }
  t.same(statuses, [404, 404, 404, 429, 429])
})

test('without its Redis a server answers all the same', async t => {
  const server = await startOne(t, {
    REDIS_URL: 'redis://127.0.0.1:1',
    CONDUIT_RATE_LIMIT_MAX: '1',
  })
  for (const _ of [1, 2, 3]) t.equal((await fetch(`${server.url}/nothing`)).status, 404)
  t.ok(server.log.lines().some(({ msg }) => msg === 'rate limit store unreachable'))
})
