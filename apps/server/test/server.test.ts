import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashKey } from '@conduit/core/host'
import { findApiKey, openDatabase, revokeApiKey } from '@conduit/db'
import { generateMasterKey } from '@conduit/privacy'
import { ConfigError, type RunningServer, startServer } from '@conduit/server'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { logCapture } from './support/log-capture.ts'
import { freshPostgres } from './support/services.ts'

const stripeOnly = 'adapters: { stripe: true }\n'

async function operator(config = stripeOnly): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-server-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), config)
  return cwd
}

async function start(t: Test, cwd: string, env: Record<string, string> = {}) {
  const printed: string[] = []
  const log = logCapture()
  const options = { cwd, logStream: log.stream, print: (line: string) => void printed.push(line) }
  const server = await startServer({ ...options, env: { CONDUIT_PORT: '0', ...env } })
  t.teardown(server.stop)
  return { server, printed, log }
}

async function me({ url }: RunningServer, key: string): Promise<number> {
  const reply = await fetch(`${url}/api/v1/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"query":"{ me { role } }"}',
  })
  await reply.body?.cancel()
  return reply.status
}

test('the embedded server, from nothing', async t => {
  const cwd = await operator(
    `${stripeOnly.replace(' }', ", '@acme/broken': true, nobody: true, xero: false }")}`,
  )
  const folder = join(cwd, 'node_modules', '@acme', 'broken')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"type":"module","exports":"./index.js"}')
  await writeFile(join(folder, 'index.js'), "throw new Error('canary4711')")

  const first = await start(t, cwd)
  t.equal(first.printed.length, 1)
  const key = /cak_[\w-]{43}$/.exec(first.printed[0] ?? '')?.[0] ?? ''
  t.equal(await me(first.server, key), 200)
  t.match(first.server.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.equal((await fetch(`${first.server.url}/health/ready`)).status, 200)
  const { mode } = await stat(join(cwd, '.conduit', 'master.key'))
  t.equal(mode & 0o777, 0o600)
  const faults = first.log.lines().filter(({ msg }) => msg === 'adapter not loaded')
  t.match(faults, [
    { package: '@acme/broken', code: 'import_failed' },
    { package: 'nobody', code: 'not_found' },
  ])
  t.notMatch(first.log.text(), key)
  const masterKey = (await readFile(join(cwd, '.conduit', 'master.key'), 'utf8')).trim()
  t.notMatch(first.log.text(), masterKey)
  await first.server.stop()

  await t.test('starts again with the same keys, and prints none', async t => {
    const second = await start(t, cwd)
    t.same(second.printed, [])
    t.equal(await me(second.server, key), 200)
    await second.server.stop()
  })

  await t.test('takes the key of the operator', async t => {
    const own = 'cak_invented_by_the_operator'
    const third = await start(t, cwd, { CONDUIT_ADMIN_KEY: own })
    t.equal(await me(third.server, own), 200)
    const { administration } = third.server.services
    const holder = await findApiKey(administration.database, hashKey(own))
    if (holder === null) return t.fail('no key')
    await revokeApiKey(administration, { type: 'operator', id: null }, holder)
    await third.server.stop()
    await t.rejects(start(t, cwd, { CONDUIT_ADMIN_KEY: own }), { name: 'ConfigError' })
  })

  await t.test('refuses a directory that has lost its master key', async t => {
    const other = await operator()
    await mkdir(join(other, '.conduit', 'pglite'), { recursive: true })
    await t.rejects(start(t, other), ConfigError)
  })
})

test('wrong settings stop it before anything is opened', async t => {
  const cwd = await operator('adapters: []\n')
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/nothing', LOG_LEVEL: 'loud' }
  await t.rejects(start(t, cwd, env), {
    name: 'ConfigError',
    message: /CONDUIT_MASTER_KEY: Expected with DATABASE_URL/,
  })
})

test('jobs that cannot be started are told, and such a server can be stopped', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const database = await openDatabase({ url: databaseUrl })
  await database.run(async executor => {
    await executor.execute(sql`create schema pgboss`)
    // Where the queue looks for the number of its schema.
    await executor.execute(sql`create table pgboss.version (canary4711 int)`)
  })
  await database.close()
  const { server, log } = await start(t, await operator(), {
    DATABASE_URL: databaseUrl,
    CONDUIT_MASTER_KEY: generateMasterKey(),
  })
  t.equal((await fetch(`${server.url}/health/ready`)).status, 200)
  await t.rejects(server.started)
  t.match(
    log.lines().filter(({ msg }) => msg === 'not wholly started'),
    [{ level: 50 }],
  )
  t.notMatch(log.text(), 'canary')
  await server.stop()
})

test('a server that is stopped at once ends, whatever it was about to start', async t => {
  const { server, log } = await start(t, await operator())
  await server.stop()
  await server.started
  t.notMatch(log.text(), 'not wholly started')
})
