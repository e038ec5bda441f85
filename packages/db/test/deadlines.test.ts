import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isConduitError } from '@conduit/core'
import { type Database, openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { type Test, test } from 'tap'
import { postgresOnly } from './helpers/databases.ts'
import { proxyFor } from './helpers/proxy.ts'
import { rows } from './helpers/rows.ts'

const later = { code: 'unavailable', retryAfterSeconds: 5 }
const one = sql`select 1 as one`

async function opened(t: Test, url: string, maxConnections = 2): Promise<Database> {
  const database = await openDatabase({ url, maxConnections })
  t.teardown(() => database.close())
  return database
}

/** Asks until it is answered: how long a server needs is not ours to say. */
async function untilAnswered<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isConduitError(error) || error.code !== 'unavailable') throw error
      await nextTurn()
    }
  }
}

test('a server of which nothing is heard fails what waits for it, and is asked anew', {
  timeout: 60_000,
}, async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const proxy = await proxyFor(t, url)
  const database = await opened(t, proxy.url)
  t.same(await rows(database, one), [{ one: 1 }])
  proxy.become('silent')
  // More than there are connections: some wait for a connection, others for an answer.
  const asked = Array.from({ length: 6 }, () => rows(database, one))
  const inTransaction = database.transaction(executor => executor.execute(one))
  for (const each of await Promise.allSettled([...asked, inTransaction])) {
    t.match(each, { status: 'rejected', reason: later })
  }
  proxy.become('open')
  t.same(await untilAnswered(() => rows(database, one)), [{ one: 1 }])
})

test('a server that accepts and closes is not asked all the time', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const proxy = await proxyFor(t, url)
  const database = await opened(t, proxy.url)
  proxy.become('closing')
  for (let tries = 0; tries < 200; tries += 1) await t.rejects(rows(database, one), later)
  t.ok(proxy.taken() < 20, `${proxy.taken()} connections for 200 calls`)
  proxy.become('open')
  t.same(await untilAnswered(() => rows(database, one)), [{ one: 1 }])
})

test('a lock is not waited for without an end', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const database = await opened(t, url)
  await rows(database, sql`create table shared (n int)`)
  const other = await opened(t, url)
  await other.transaction(async executor => {
    await executor.execute(sql`lock table shared in exclusive mode`)
    await t.rejects(rows(database, sql`insert into shared values (1)`), later)
  })
  await rows(database, sql`insert into shared values (1)`)
})

test('a replica that froze inside a transaction keeps nobody waiting for long', {
  timeout: 60_000,
}, async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const database = await opened(t, url)
  await rows(database, sql`create table shared (n int)`)
  const program = fileURLToPath(new URL('helpers/hold-lock.js', import.meta.url))
  const frozen = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => frozen.kill('SIGKILL'))
  await once(frozen.stdout, 'data')
  frozen.kill('SIGSTOP')
  await untilAnswered(() => rows(database, sql`insert into shared values (1)`))
  t.same(await rows(database, sql`select n from shared`), [{ n: 1 }])
})

test('a session that only reads, as after a fail-over, is not used again', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const database = await opened(t, url, 1)
  await rows(database, sql`create table shared (n int)`)
  await rows(database, sql`set default_transaction_read_only = on`)
  await t.rejects(rows(database, sql`insert into shared values (1)`), later)
  await rows(database, sql`insert into shared values (1)`)
})

test('a commit is on the disk whatever the database has as its default', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const name = new URL(url).pathname.slice(1)
  const set = await opened(t, url)
  const shown = async (value: string) => {
    await rows(set, sql.raw(`alter database ${name} set synchronous_commit = ${value}`))
    return await rows(await opened(t, url), sql`show synchronous_commit`)
  }
  t.same(await shown('off'), [{ synchronous_commit: 'on' }])
  t.same(await shown('local'), [{ synchronous_commit: 'on' }])
  t.same(await shown('remote_apply'), [{ synchronous_commit: 'remote_apply' }])
})

test('migrations and sweeping take as long as they need', async t => {
  const url = await postgresOnly(t)
  if (url === null) return
  const database = await opened(t, url)
  const timeouts = sql`select current_setting('statement_timeout') as statement,
    current_setting('lock_timeout') as lock,
    current_setting('idle_in_transaction_session_timeout') as idle`
  t.match(await database.maintenance(executor => executor.execute(timeouts)), [
    { statement: '0', lock: '0', idle: '0' },
  ])
  t.match(await rows(database, timeouts), [{ statement: '4500ms', lock: '3s', idle: '5s' }])
})
