import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, writeSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { type Database, migrate, openDatabase } from '@conduit/db'
import {
  exportCheckpoints,
  exportEntries,
  exportedSize,
  exportHashes,
  exportKeys,
  sealAudit,
  signManifest,
  startOfLog,
  trustedKeys,
  verifyAudit,
} from '@conduit/db/audit'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { sql } from 'drizzle-orm'

/**
 * How long it takes to verify an audit log: `node dist/src/audit/main.js postgres://… [entries]`, on an
 * empty database. It makes the entries, seals them, verifies them, exports them, has the program of an
 * export verify that, and prints what each took. What it keeps in memory should not depend on how many
 * entries there are.
 */
const [url, given = '1000000'] = process.argv.slice(2)
if (url === undefined) throw new Error('give the URL of an empty database')
const count = Number(given)
const controllerId = '018bcfe5-0000-7000-8000-000000000001'
const keyring = createKeyring(parseMasterKeys(generateMasterKey()))
const now = () => new Date()
const program = fileURLToPath(new URL('../../../../server/verifier/verify.mjs', import.meta.url))

const database = await openDatabase({ url })
await migrate(database)
const folder = await mkdtemp(join(tmpdir(), 'conduit-audit-'))
try {
  await timed('made', () => makeEntries(database))
  await timed('sealed', sealAll)
  await timed('verified', verifyAll)
  await timed('exported', exportAll)
  await timed('verified offline, in a process of its own,', verifyOffline)
} finally {
  await rm(folder, { recursive: true })
  await database.close()
}

async function makeEntries(database: Database): Promise<void> {
  await database.maintenance(executor =>
    executor.execute(sql`insert into audit_entries
      (controller_id, id, at, actor_type, actor_id, action, object_type, object_id, outcome, details)
      select ${controllerId}, gen_random_uuid(), now(), 'api_key', gen_random_uuid(), 'integration.created',
        'integration', gen_random_uuid(), 'success', jsonb_build_object('adapter', 'stripe', 'count', n)
      from generate_series(1, ${count}) n`),
  )
}

async function sealAll(): Promise<void> {
  for (let done = 0, more = 1; more > 0; done += more) {
    more = await sealAudit(database, keyring, now)
    show(done)
  }
}

async function verifyAll(): Promise<void> {
  const keys = await trustedKeys(database, keyring)
  const log = { controllerId, keys, anchors: [], now: now() }
  for (let from: typeof startOfLog | null = startOfLog; from !== null; ) {
    const part = await verifyAudit(database, log, from)
    if (part.faults.length > 0) throw new Error(JSON.stringify(part.faults))
    show(part.checked)
    from = part.next
  }
}

async function exportAll(): Promise<void> {
  const size = await exportedSize(database, controllerId)
  const write = (name: string, chunks: AsyncIterable<string | Uint8Array>) =>
    pipeline(Readable.from(chunks), createWriteStream(join(folder, name)))
  await write('entries-1.jsonl', exportEntries(database, controllerId, 1, size))
  await write('hashes.bin', exportHashes(database, controllerId, size))
  await write('checkpoints.txt', exportCheckpoints(database, controllerId, size))
  await writeFile(join(folder, 'keys.txt'), await exportKeys(database, keyring, controllerId))
  const manifest = { at: now(), entries: size, checkpoints: size / 1_000, files: {} }
  await writeFile(join(folder, 'manifest.txt'), signManifest(keyring, controllerId, manifest))
}

async function verifyOffline(): Promise<void> {
  const tell = `process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    console.log((userCPUTime + systemCPUTime) / 1e6, 's of CPU time,', Math.round(maxRSS / 1024), 'MB at most')
  })`
  const words = ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, program, folder]
  const [code] = await once(spawn(process.execPath, words, { stdio: 'inherit' }), 'exit')
  if (code !== 0) throw new Error('the export is not verified')
}

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = ((performance.now() - start) / 1_000).toFixed(1)
  const { user, system } = process.cpuUsage(cpu)
  const own = ((user + system) / 1_000_000).toFixed(1)
  const most = Math.round(process.resourceUsage().maxRSS / 1_024)
  const told = `${count} entries ${what} in ${seconds} s; own CPU time ${own} s, at most ${most} MB so far`
  writeSync(1, `\r${told}\n`)
}

function show(done: number): void {
  if (process.stdout.isTTY) writeSync(1, `\r${Math.floor((done / count) * 100)} %`)
}
