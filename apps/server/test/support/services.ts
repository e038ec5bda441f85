import { randomBytes } from 'node:crypto'
import { type Database, openDatabase } from '@conduit/db'
import { copiedDatabase, migratedFiles, runOnServer } from '@conduit/local-postgres'
import { Redis } from 'ioredis'
import type { Test } from 'tap'

const localPostgres = 'postgres://postgres@127.0.0.1:5432/postgres'
const localRedis = 'redis://127.0.0.1:6379/15'

/** URL of a fresh database on PostgreSQL, dropped when the test ends; null: there is no server. */
export async function freshPostgres(t: Test): Promise<string | null> {
  const server = process.env.DATABASE_URL ?? localPostgres
  const name = `conduit_server_${randomBytes(6).toString('hex')}`
  try {
    await runOnServer(server, copiedDatabase(name))
  } catch {
    return null
  }
  t.teardown(() => runOnServer(server, `drop database if exists ${name} with (force)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/**
 * A fresh database for tests of thousands of calls: on PostgreSQL where there is one, which spares
 * this process half of its time, else embedded.
 */
export async function quickDatabase(t: Test): Promise<Database> {
  const url = await freshPostgres(t)
  return await (url === null ? openInMemory() : openDatabase({ url }))
}

/** A new database in memory. */
export async function openInMemory(): Promise<Database> {
  return await openDatabase({ files: await migratedFiles() })
}

/** URL of a Redis, in which others count at the same time; null: there is none. */
export async function findRedis(): Promise<string | null> {
  const url = process.env.REDIS_URL ?? localRedis
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return url
  } catch {
    return null
  } finally {
    redis.disconnect()
  }
}
