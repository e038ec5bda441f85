import { findPostgres } from '@conduit/local-postgres'
import postgres from 'postgres'

/** A database of its own for one bench. */
export interface BenchDatabase {
  readonly url: string
  /** `PostgreSQL 15.19 …`, and whether it is durable. */
  readonly description: string
  count(table: 'deliveries' | 'processing_activities'): Promise<number>
  drop(): Promise<void>
}

/** On the server of `DATABASE_URL`, else on a local one, else on one started from npm. */
export async function createDatabase(name: string): Promise<BenchDatabase> {
  const server = await findPostgres()
  if (server === null) throw new Error('no PostgreSQL can be had')
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
