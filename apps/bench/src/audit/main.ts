import { writeSync } from 'node:fs'
import { type Database, migrate, openDatabase } from '@conduit/db'
import { sealAudit, startOfLog, trustedKeys, verifyAudit } from '@conduit/db/audit'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { sql } from 'drizzle-orm'

/**
 * How long it takes to verify an audit log: `node dist/src/audit/main.js postgres://… [entries]`, on an
 * empty database. It makes the entries, seals them, verifies them, and prints what each took.
 */
const [url, given = '1000000'] = process.argv.slice(2)
if (url === undefined) throw new Error('give the URL of an empty database')
const count = Number(given)
const controllerId = '018bcfe5-0000-7000-8000-000000000001'
const keyring = createKeyring(parseMasterKeys(generateMasterKey()))
const now = () => new Date()

const database = await openDatabase({ url })
await migrate(database)
await timed('made', () => makeEntries(database))
await timed('sealed', sealAll)
await timed('verified', verifyAll)
await database.close()

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

async function timed(what: string, work: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const own = (user + system) / 1_000_000
  writeSync(
    1,
    `\r${count} entries ${what} in ${seconds.toFixed(1)} s, ${own.toFixed(1)} s of own CPU time\n`,
  )
}

function show(done: number): void {
  if (process.stdout.isTTY) writeSync(1, `\r${Math.floor((done / count) * 100)} %`)
}
