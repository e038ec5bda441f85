import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildApp, loadAdapters } from '@conduit/server'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import { type TestServer, testServer } from './support/test-server.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(600_000)

/** A server with two controllers, sealed and written down in two files. */
async function prepared(t: Test) {
  const files = ['anchors.txt', 'copies/anchors.txt'].map(name => join(t.testdir(), name))
  const server = await testServer(t, { stripe: true }, { auditAnchors: files })
  const create = async (name: string) => {
    const words = ['controllers', 'create', '--name', name]
    const { dataController } = await server.json<{ dataController: { id: string } }>(words)
    return dataController.id
  }
  const [one, other] = [await create('Example Ltd'), await create('Example Inc')]
  for (const days of ['10', '20', '30'])
    await server.json(['retention', 'set', days, '--controller', one])
  await server.services.sealer.seal()
  return { server, files, one, other }
}

async function tamper({ services }: TestServer, text: string): Promise<void> {
  await services.database.transaction(async executor => {
    await executor.execute(sql`select set_config('session_replication_role', 'replica', true)`)
    await executor.execute(sql.raw(text))
  })
}

interface Verified {
  readonly isIntact: boolean
  readonly logs: readonly {
    readonly dataControllerId: string | null
    readonly isIntact: boolean
    readonly entries: number
    readonly faults: readonly { readonly kind: string; readonly seq: number }[]
  }[]
}

test('an audit log is verified from the command line', async t => {
  const { server, one, other, files } = await prepared(t)
  const verify = async (...words: string[]) => {
    const { exitCode, stdout } = await server.call(['audit', 'verify', '--json', ...words])
    return { exitCode, ...(JSON.parse(stdout) as Verified) }
  }
  const all = await verify()
  t.match(all, { exitCode: 0, isIntact: true })
  t.same(
    new Set(all.logs.map(({ dataControllerId }) => dataControllerId)),
    new Set([null, one, other]),
  )
  t.match(await server.call(['audit', 'verify']), { exitCode: 0, stdout: /entries, intact/ })
  for (const file of files) t.equal((await stat(file)).mode & 0o777, 0o600)

  const key = await server.createKey('auditor')
  t.match(await server.call(['audit', 'verify', '--key', key]), { exitCode: 0 })
  const developer = await server.createKey('developer')
  t.match(await server.call(['audit', 'verify', '--key', developer]), { exitCode: 2 })
  t.match(await server.call(['audit', 'verify', '--controller', 'ctl_wrong']), { exitCode: 2 })

  await tamper(
    server,
    `update audit_entries set actor_id = 'somebody' where seq = 3
    and action = 'retention.set'`,
  )
  t.match(await verify('--controller', other), { exitCode: 0 })
  const broken = await verify('--controller', one)
  t.match(broken, { exitCode: 1, logs: [{ faults: [{ kind: 'altered', seq: 3, until: 3 }] }] })
  const told = await server.call(['audit', 'verify'])
  t.match(told, { exitCode: 1, stdout: /BROKEN\.\n {2}altered at 3: / })
})

test('what was written down outside of the database is compared', async t => {
  const { server, one, files } = await prepared(t)
  const kinds = async () => {
    const { stdout } = await server.call(['audit', 'verify', '--json', '--controller', one])
    const { logs } = JSON.parse(stdout) as Verified
    return logs.flatMap(({ faults }) => faults.map(({ kind }) => kind))
  }
  const [file = ''] = files
  const before = await readFile(file, 'utf8')
  await rm(file)
  t.same(await kinds(), [], 'it may be on its way')
  await server.services.sealer.seal()
  await writeFile(file, before)
  await tamper(server, "update audit_entries set action = 'nothing' where action = 'retention.set'")
  for (const table of ['audit_tiles', 'audit_heads', 'audit_checkpoints'])
    await tamper(server, `delete from ${table}`)
  await tamper(server, 'update audit_entries set place = seq where seq is not null')
  await tamper(server, 'update audit_entries set seq = null, leaf_hash = null')
  await server.services.sealer.seal()
  t.same(await kinds(), ['forked', 'forked'], 'a log that was written anew is another one in both')
})

test('a server that writes its history and its file anew is shown up by the copy', async t => {
  const { server, one, files } = await prepared(t)
  const [file = '', copy = ''] = files
  const before = await readFile(copy, 'utf8')
  await tamper(server, "update audit_entries set action = 'nothing' where action = 'retention.set'")
  for (const table of ['audit_tiles', 'audit_heads', 'audit_checkpoints'])
    await tamper(server, `delete from ${table}`)
  await tamper(server, 'update audit_entries set place = seq where seq is not null')
  await tamper(server, 'update audit_entries set seq = null, leaf_hash = null')
  for (const each of files) await rm(each)
  const { database, keyring, logger, transport } = server.services
  const adapters = await loadAdapters({ stripe: true }, process.cwd())
  const own = { database, keyring, logger, transport, adapters, auditAnchors: [file] }
  const restarted = await buildApp({ ...own, jobs: false })
  await restarted.services.sealer.seal()
  await restarted.http.close()
  await writeFile(copy, before)
  const { exitCode, stdout } = await server.call(['audit', 'verify', '--controller', one])
  t.equal(exitCode, 1)
  t.match(stdout, /forked at 5: two histories are signed: another one in anchors\.txt \(copy\)/)
  t.notMatch(stdout, /anchors\.txt\./, 'the file itself agrees')
})

test('entries and growth are proven, and proofs are checked', async t => {
  const { server, one } = await prepared(t)
  const of = ['--controller', one]
  const proven = await server.json<{ isProven: boolean; entry: string }>([
    ...['audit', 'prove', '3', ...of],
  ])
  t.ok(proven.isProven)
  t.match(JSON.parse(proven.entry), { seq: 3, action: 'retention.set', details: { days: 10 } })
  t.match(await server.call(['audit', 'prove', '3', ...of]), {
    exitCode: 0,
    stdout: /Entry 3 is in the log of 5 entries/,
  })
  t.match(await server.call(['audit', 'prove', '6', ...of]), { exitCode: 1 })
  t.match(await server.call(['audit', 'prove', 'two', ...of]), { exitCode: 2 })
  t.match(await server.call(['audit', 'prove', '1']), { exitCode: 0 }, "the server's own log")

  t.match(await server.call(['audit', 'consistency', '4', '5', ...of]), { exitCode: 1 })
  t.match(await server.json(['audit', 'consistency', '5', '5', ...of]), { isProven: true })
  await tamper(server, "update audit_tiles set hashes = sha256('other') || substr(hashes, 33)")
  t.match(await server.call(['audit', 'prove', '3', ...of]), {
    exitCode: 1,
    stdout: 'Entry 3 is NOT proven.\n',
  })
})
