import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { parentOf, programOf } from '../machine/process-tree.ts'
import { freePort } from '../processes/free-port.ts'

/** A PostgreSQL server on this machine. */
export interface Cluster {
  /** `PostgreSQL 18.4, fsync on, …` */
  readonly description: string
  /** Process id of its postmaster: all its other processes are children of that one. */
  readonly postmaster: number
  /** Makes an empty database. */
  createDatabase(): Promise<BenchDatabase>
  /** Bytes that were written to its log of changes so far. */
  walBytes(): Promise<number>
  close(): Promise<void>
}

/** A database of one contestant. */
export interface BenchDatabase {
  readonly url: string
  count(table: string): Promise<number>
  /** Does now what the server would do in the background, perhaps while another one is measured. */
  vacuum(): Promise<void>
  drop(): Promise<void>
}

/**
 * The server that `DATABASE_URL` names, else a new one from npm, on which nobody else works and
 * nothing happens in the background.
 *
 * @throws {Error} where the named one runs on another machine: its CPU time cannot be read
 */
export async function openCluster(): Promise<Cluster> {
  const server = await findOrStart()
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const close = async () => {
    await admin.end()
    await server.stop()
  }
  try {
    return {
      description: await describe(admin),
      postmaster: await findPostmaster(admin),
      createDatabase: () => createDatabase(admin, server.url),
      walBytes: () =>
        ask(admin, "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as answer"),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function createDatabase(admin: pg.Client, serverUrl: string): Promise<BenchDatabase> {
  const name = `conduit_bench_${randomBytes(6).toString('hex')}`
  await admin.query(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = name
  const perform = async <T>(work: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    return await work(client).finally(() => client.end())
  }
  return {
    url: url.href,
    count: table => perform(client => ask(client, `select count(*)::int as answer from ${table}`)),
    vacuum: () => perform(async client => void (await client.query('vacuum (analyze)'))),
    drop: async () => void (await admin.query(`drop database if exists ${name} with (force)`)),
  }
}

async function ask(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ answer: number }>(query)
  return rows[0]?.answer ?? Number.NaN
}

async function describe(admin: pg.Client): Promise<string> {
  const { rows } = await admin.query<{ version: string; settings: string }>(`
    select split_part(version(), ' on ', 1) as version, string_agg(name || ' ' || setting, ', ') as settings
    from pg_settings where name in ('fsync', 'synchronous_commit', 'autovacuum', 'full_page_writes')`)
  return `${rows[0]?.version}, ${rows[0]?.settings}`
}

async function findPostmaster(admin: pg.Client): Promise<number> {
  const backend = await ask(admin, 'select pg_backend_pid() as answer')
  try {
    if (programOf(backend) === 'postgres') return parentOf(backend)
  } catch {
    // No such process here.
  }
  throw new Error('the CPU time of PostgreSQL can only be read where it runs on this machine')
}

async function findOrStart(): Promise<{ url: string; stop(): Promise<void> }> {
  const named = process.env.DATABASE_URL
  if (named !== undefined) return { url: named, stop: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'conduit-bench-postgres-'))
  const port = await freePort()
  const script = fileURLToPath(new URL('./cluster-process.js', import.meta.url))
  const child = fork(script, [folder, String(port)], { execArgv: [], detached: true })
  const stop = async () => {
    if (child.connected) child.disconnect()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(folder, { recursive: true, force: true })
  }
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')])
  if (message !== 'ready') throw new Error('PostgreSQL did not start')
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop }
}
