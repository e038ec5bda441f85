import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { generateMasterKey } from '@conduit/privacy'
import { type Test, test } from 'tap'
import { freshPostgres } from './support/services.ts'

const adminKey = 'cak_invented_for_what_is_loaded'
const isCi = process.env.CI === 'true'

/** A server in a process of its own, and the packages that it has loaded. */
async function startWatched(t: Test, databaseUrl: string) {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-loading-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: { stripe: true }\n')
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
  const child = spawn(process.execPath, [main], {
    cwd,
    env: {
      PATH: process.env.PATH,
      CONDUIT_PORT: '0',
      CONDUIT_ADMIN_KEY: adminKey,
      CONDUIT_MASTER_KEY: generateMasterKey(),
      DATABASE_URL: databaseUrl,
      // Node names each module that it loads.
      NODE_DEBUG: 'esm',
    },
  })
  const closed = once(child, 'close')
  /** @returns its exit code */
  const stop = async (): Promise<unknown> => {
    child.kill()
    return (await closed)[0]
  }
  t.teardown(async () => void (await stop()))
  let loaded = ''
  child.stderr.on('data', chunk => {
    loaded += chunk
  })
  const port = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.once('exit', () => reject(new Error(printed)))
    child.stdout.on('data', chunk => {
      printed += chunk
      const found = /"port":(\d+),"msg":"ready"/.exec(printed)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  const isLoaded = (name: string) =>
    new RegExp(`Translating \\w+ file:\\S+/node_modules/${name}/`).test(loaded)
  return { url: `http://127.0.0.1:${port}`, isLoaded, stop }
}

test('a server loads what it uses', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null)
    return isCi ? t.fail('no PostgreSQL') : t.plan(0, 'no PostgreSQL can be reached')
  const { url, isLoaded, stop } = await startWatched(t, databaseUrl)
  const graphql = ['graphql', 'mercurius', '@pothos/core']
  for (const name of graphql) t.notOk(isLoaded(name), `${name}: nobody has asked`)
  const reply = await fetch(`${url}/api/v1/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
    body: '{"query":"{ me { role } }"}',
  })
  t.same(await reply.json(), { data: { me: { role: 'owner' } } })
  t.equal(await stop(), 0)
  for (const name of ['fastify', 'postgres', ...graphql]) t.ok(isLoaded(name), name)
  for (const name of ['@electric-sql/pglite', 'ioredis']) t.notOk(isLoaded(name), name)
})

/** A server with every adapter that is ready has this many files, and may get some more. */
const filesMost = 1_145

test('a server is ready before it has loaded what no webhook waits for', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const cwd = t.testdir({})
  const program = fileURLToPath(new URL('./support/list-loaded.js', import.meta.url))
  const env = {
    CONDUIT_PORT: '0',
    CONDUIT_MASTER_KEY: generateMasterKey(),
    DATABASE_URL: databaseUrl,
  }
  const args = [program, join(cwd, 'loaded')]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env })
  const { ready, started } = JSON.parse(stdout) as Record<'ready' | 'started', string[]>
  const packages = countsByPackage(ready)
  t.ok(ready.length <= filesMost, `${ready.length} files: ${JSON.stringify([...packages])}`)
  const later = ['pg-boss', 'libphonenumber-js', 'prom-client', '@opentelemetry/api']
  const onCall = ['undici', 'graphql', 'mercurius', 'import-meta-resolve', 'yaml']
  for (const name of [...later, ...onCall]) t.notOk(packages.has(name), `${name}: not yet`)
  const all = countsByPackage(started)
  for (const name of ['fastify', 'postgres', ...later]) t.ok(all.has(name), `${name}: by itself`)
  for (const name of onCall) t.notOk(all.has(name), `${name}: nobody has asked`)
})

/** How many files there are of each package, most first. */
function countsByPackage(files: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const file of files) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? 'our own'
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a))
}

test('a server that is told to stop as soon as it is ready stops', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const { url, stop } = await startWatched(t, databaseUrl)
  t.equal((await fetch(`${url}/health/ready`)).status, 200)
  t.equal(await stop(), 0)
})
