import { randomBytes } from 'node:crypto'
import { open, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { PostgresScene } from '../scene/scene.ts'
import { type Fault, gone } from './fault.ts'

const milliseconds = 8_000
const lockMilliseconds = 10_000
const downMilliseconds = 2_000
const diskBytes = 320 * 1024 * 1024

/** Faults of PostgreSQL itself. */
export const faultsOfPostgres: readonly Fault[] = [
  {
    id: 'kill-postgres',
    what: 'kill -9 of PostgreSQL, which is started again after 2 s',
    short: 'postgres',
    postgres: async ({ cluster }) => {
      await cluster.kill()
      await pause(downMilliseconds)
      await cluster.start()
      return gone()
    },
  },
  {
    id: 'read-only',
    what: 'all sessions may only read (default_transaction_read_only), for 8 s',
    postgres: async ({ cluster }) => {
      const setting = (text: string) =>
        cluster.perform(async client => {
          await client.query(text)
          await client.query('select pg_reload_conf()')
        })
      await setting('alter system set default_transaction_read_only = on')
      await pause(milliseconds)
      await setting('alter system reset default_transaction_read_only')
      return gone()
    },
  },
  {
    id: 'no-connections',
    what: 'others take every connection that PostgreSQL has, for 8 s',
    postgres: withoutConnections,
  },
  {
    id: 'lock',
    what: 'another session holds a lock on seen_keys for 10 s',
    postgres: async ({ cluster, database }) => {
      await cluster.perform(async client => {
        await client.query('begin')
        await client.query('lock table seen_keys in access exclusive mode')
        await pause(lockMilliseconds)
        await client.query('rollback')
      }, database)
      return gone()
    },
  },
  {
    id: 'disk-full',
    what: 'the disk of PostgreSQL is full for 8 s; it is started again where it ended',
    diskBytes,
    postgres: withFullDisk,
  },
]

/** Its own sessions are ended again and again, and whoever is faster gets their places. */
async function withoutConnections({ cluster, database }: PostgresScene) {
  const eaten: pg.Client[] = []
  await cluster.perform(async admin => {
    const until = performance.now() + milliseconds
    while (performance.now() < until) {
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename <> 'postgres'`,
        [database],
      )
      for (;;) {
        const client = await connected(admin)
        if (client === null) break
        eaten.push(client)
      }
      await pause(100)
    }
    await Promise.all(eaten.map(client => client.end().catch(() => undefined)))
  })
  return gone()
}

/** null: there is no connection left. */
async function connected(like: pg.Client): Promise<pg.Client | null> {
  const { host, port } = like
  const client = new pg.Client({
    host,
    port,
    user: 'conduit',
    password: 'conduit',
    database: 'postgres',
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch {
    return null
  }
}

async function withFullDisk({ cluster }: PostgresScene) {
  const ballast = join(cluster.folder, 'ballast')
  const until = performance.now() + milliseconds
  // What the server frees meanwhile is taken as well.
  while (performance.now() < until) {
    await fill(ballast, cluster.folder)
    await pause(50)
  }
  const ended = !(await cluster.isRunning())
  await rm(ballast)
  if (ended) await cluster.start()
  await cluster.untilAnswers()
  return gone()
}

async function fill(file: string, folder: string): Promise<void> {
  const handle = await open(file, 'a')
  try {
    const { bavail, bsize } = await statfs(folder)
    // Not of zeros: some file systems keep none of those.
    await handle.appendFile(randomBytes(Math.min(bavail * bsize, 64 * 1024 * 1024)))
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOSPC') throw error
  } finally {
    await handle.close()
  }
}
