import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey } from '@conduit/privacy'
import { type RunningServer, startServer } from '@conduit/server'
import { type Test, test } from 'tap'
import { logCapture } from './support/log-capture.ts'
import { freshPostgres } from './support/services.ts'

async function directory(): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'conduit-usable-'))
  await writeFile(join(cwd, 'conduit.config.yaml'), 'adapters: { stripe: true }\n')
  return cwd
}

async function start(t: Test, cwd: string, env: Record<string, string>) {
  const printed: string[] = []
  const log = logCapture()
  const server = await startServer({
    cwd,
    env: { CONDUIT_PORT: '0', ...env },
    logStream: log.stream,
    print: line => void printed.push(line),
  })
  t.teardown(server.stop)
  return { server, printed, log }
}

async function role({ url }: RunningServer, key: string): Promise<unknown> {
  const reply = await fetch(`${url}/api/v1/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{"query":"{ me { role } }"}',
  })
  return await reply.json()
}

test('servers that start at once on PostgreSQL make one key, in a file for the operator', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const env = { DATABASE_URL: url, CONDUIT_MASTER_KEY: generateMasterKey() }
  const places = await Promise.all([directory(), directory(), directory()])
  const servers = await Promise.all(places.map(cwd => start(t, cwd, env)))
  const printed = servers.flatMap(each => each.printed)
  t.equal(printed.length, 1)
  const path = printed[0]?.split(' in ')[1] ?? ''
  t.ok(places.some(cwd => path === join(cwd, 'conduit-admin.key')))
  const key = (await readFile(path, 'utf8')).trim()
  t.equal((await stat(path)).mode & 0o777, 0o600)
  for (const { server, log } of servers) {
    t.match(await role(server, key), { data: { me: { role: 'owner' } } })
    t.equal((await fetch(`${server.url}/health/ready`)).status, 200)
    t.notMatch(log.text(), key)
  }
  t.notMatch(printed.join(), key)
})

test('a server whose first key cannot be written is not ready until it can', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const cwd = await directory()
  const file = join(cwd, 'secrets', 'admin.key')
  const { server, printed, log } = await start(t, cwd, {
    DATABASE_URL: url,
    CONDUIT_MASTER_KEY: generateMasterKey(),
    CONDUIT_ADMIN_KEY_FILE: file,
  })
  const ready = async () => (await fetch(`${server.url}/health/ready`)).status
  t.equal(await ready(), 503)
  t.match(printed, [/not ready: the first API key cannot be written \(ENOENT\)/])
  t.match(
    log.lines().filter(({ msg }) => msg === 'not ready'),
    [{ reason: /CONDUIT_ADMIN_KEY_FILE/ }],
  )
  await mkdir(join(cwd, 'secrets'))
  while ((await ready()) !== 200);
  const key = (await readFile(file, 'utf8')).trim()
  t.match(await role(server, key), { data: { me: { role: 'owner' } } })

  await t.test('a key that was written before the database knew of it is taken', async t => {
    const other = await freshPostgres(t)
    if (other === null) return t.plan(0, 'no server: PostgreSQL')
    const again = await start(t, cwd, {
      DATABASE_URL: other,
      CONDUIT_MASTER_KEY: generateMasterKey(),
      CONDUIT_ADMIN_KEY_FILE: file,
    })
    t.match(await role(again.server, key), { data: { me: { role: 'owner' } } })
    await again.server.stop()
  })

  await t.test('another file is left as it is', async t => {
    const other = await freshPostgres(t)
    if (other === null) return t.plan(0, 'no server: PostgreSQL')
    const path = join(cwd, 'conduit.config.yaml')
    const before = await readFile(path, 'utf8')
    const again = await start(t, cwd, {
      DATABASE_URL: other,
      CONDUIT_MASTER_KEY: generateMasterKey(),
      CONDUIT_ADMIN_KEY_FILE: path,
    })
    t.equal((await fetch(`${again.server.url}/health/ready`)).status, 503)
    t.equal(await readFile(path, 'utf8'), before)
    await again.server.stop()
  })
})

test('a server with another master key than its database does not start', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const cwd = await directory()
  const [one, two] = [`one:${generateMasterKey()}`, `two:${generateMasterKey()}`]
  const startWith = (ring: string) => start(t, cwd, { DATABASE_URL: url, CONDUIT_MASTER_KEY: ring })
  const refused = async (ring: string, reason: RegExp) => {
    await t.rejects(startWith(ring), { name: 'ConfigError', message: reason })
  }
  await (await startWith(one)).server.stop()
  await refused(two, /CONDUIT_MASTER_KEY: the key one, which .*, is missing/)
  await refused(`one:${generateMasterKey()}`, /CONDUIT_MASTER_KEY: the key one is not the one/)
  await (await startWith(`${two},${one}`)).server.stop()
  await refused(one, /the key two, which .*, is missing/)
  await (await startWith(`${one},${two}`)).server.stop()
})
