import { randomBytes } from 'node:crypto'
import { isConduitError } from '@conduit/core'
import { type Database, migrate, openDatabase } from '@conduit/db'
import {
  copiedDatabase,
  emptyTables,
  findPostgres,
  migratedFiles,
  runOnServer,
} from '@conduit/local-postgres'
import { sql } from 'drizzle-orm'
import { t as root, type Test } from 'tap'

/** A database of a test, and how to open it once more. */
export interface TestDatabase {
  readonly database: Database
  /** A second pool on the same database; null where there can be only one, on PGlite. */
  readonly reopen: (() => Promise<Database>) | null
  /** For another process; null where there can be none. */
  readonly url: string | null
}

/**
 * Runs the same tests against PGlite and a real PostgreSQL: the one of DATABASE_URL, else one on
 * this machine, else one from npm. Each call has a fresh database on both.
 *
 * @param prepare what is done to it first; default: it is migrated
 */
export async function forEachDatabase(
  t: Test,
  test: (t: Test, database: TestDatabase) => Promise<void>,
  prepare: (database: Database) => Promise<unknown> = migrate,
): Promise<void> {
  await t.test('pglite', async t => {
    const database = await (prepare === migrate ? migratedEmbedded() : emptyEmbedded())
    if (prepare !== migrate) await prepare(database)
    await test(t, { database, reopen: null, url: null })
  })
  await t.test('postgres', async t => {
    server ??= findPostgres()
    const found = await server
    if (found === null) return t.plan(0, 'no server: PostgreSQL')
    const fresh = await freshDatabase(
      found.url,
      prepare === migrate ? copiedDatabase : emptyDatabase,
    )
    t.teardown(fresh.drop)
    const database = await openDatabase({ url: fresh.url })
    t.teardown(() => database.close())
    await prepare(database)
    await test(t, { database, reopen: () => openDatabase({ url: fresh.url }), url: fresh.url })
  })
}

/**
 * A fresh, empty database on PostgreSQL for what PGlite cannot show: connections.
 * @returns null where there is no server; then the test is skipped
 */
export async function postgresOnly(t: Test): Promise<string | null> {
  server ??= findPostgres()
  const found = await server
  if (found === null) {
    t.plan(0, 'no server: PostgreSQL')
    return null
  }
  const { url, drop } = await freshDatabase(found.url, emptyDatabase)
  t.teardown(drop)
  return url
}

/** The server of this process, which ends with it where it was started for it. */
let server: ReturnType<typeof findPostgres> | undefined

let embedded: Promise<Database> | undefined

/** The embedded database of this process, emptied: opening one takes longer than most tests. */
async function emptyEmbedded(): Promise<Database> {
  migrated = undefined
  embedded ??= openInMemory()
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
    embedded = openInMemory()
    return await embedded
  }
}

/** Closed with the file: begun with files, an open one keeps its process alive. */
async function openInMemory(): Promise<Database> {
  const database = await openDatabase({ files: await migratedFiles() })
  root.teardown(() => database.close())
  return database
}

/** The embedded database whose tables are made; emptying them takes a twentieth of making them. */
let migrated: Database | undefined

async function migratedEmbedded(): Promise<Database> {
  if (migrated !== undefined && (await empty(migrated))) return migrated
  const opened = embedded
  embedded ??= openInMemory()
  const database = opened === undefined ? await embedded : await emptyEmbedded()
  await migrate(database)
  migrated = database
  return database
}

/** @returns false: a test has closed it */
async function empty(database: Database): Promise<boolean> {
  try {
    await database.run(executor => executor.execute(sql.raw(emptyTables)))
    return true
  } catch (error) {
    if (!isConduitError(error)) throw error
    return false
  }
}

const emptyDatabase = (name: string) => `create database ${name}`

/** A new database on a server. */
async function freshDatabase(
  serverUrl: string,
  statement: (name: string) => string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `conduit_test_${randomBytes(6).toString('hex')}`
  await runOnServer(serverUrl, statement(name))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const drop = () => runOnServer(serverUrl, `drop database if exists ${name} with (force)`)
  return { url: url.href, drop }
}
