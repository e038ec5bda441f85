import postgres from 'postgres'
import { type PostgresServer, startPostgres } from './start-postgres.ts'

const onThisMachine = 'postgres://postgres@127.0.0.1:5432/postgres'

/**
 * A PostgreSQL server to make databases on: the one of DATABASE_URL, else one on this machine, else
 * one started from npm, until `stop` is called or this process ends.
 * @returns null where none answers and none can be started; why is on stderr
 * @example
 * const server = await findPostgres()
 * if (server === null) return t.plan(0, 'no server: PostgreSQL')
 * t.teardown(server.stop)
 */
export async function findPostgres(): Promise<PostgresServer | null> {
  for (const url of [process.env.DATABASE_URL, onThisMachine]) {
    if (url !== undefined && (await answers(url))) return { url, stop: async () => {} }
  }
  try {
    return await startPostgres()
  } catch {
    return null
  }
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end()
  }
}
