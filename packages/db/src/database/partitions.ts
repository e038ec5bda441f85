import { sql } from 'drizzle-orm'
import type { Database, Executor } from './database.ts'
import { firstIdAt } from './id-time.ts'
import { rowsOf } from './statement.ts'

const tables = [
  { name: 'deliveries', key: 'id' },
  { name: 'processing_activities', key: 'id' },
  { name: 'activity_subjects', key: 'activity_id' },
] as const

const monthsAhead = 3

/**
 * Makes the monthly partitions of this month and the next three, where they are missing. Rows that
 * fell into the default partition meanwhile are moved. To be called at least once a month.
 *
 * @param now the present
 * @returns how many partitions are new
 */
export async function ensurePartitions(database: Database, now: Date): Promise<number> {
  return await database.transaction(executor => makePartitions(executor, now))
}

/** `ensurePartitions` inside a transaction. */
export async function makePartitions(executor: Executor, now: Date): Promise<number> {
  await lockSchema(executor)
  let made = 0
  for (let ahead = 0; ahead <= monthsAhead; ahead += 1) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1))
    for (const { name, key } of tables) {
      if (await makePartition(executor, name, key, from, to)) made += 1
    }
  }
  return made
}

/** One changes the schema at a time, till the end of its transaction; session locks mean nothing on a pool. */
export async function lockSchema(executor: Executor): Promise<void> {
  await executor.execute(sql`select pg_advisory_xact_lock(hashtext('conduit schema'))`)
}

async function makePartition(
  executor: Executor,
  table: string,
  key: string,
  from: Date,
  to: Date,
): Promise<boolean> {
  const name = `${table}_${from.toISOString().slice(0, 7).replace('-', '_')}`
  const [found] = rowsOf<{ oid: string | null }>(
    await executor.execute(sql`select to_regclass(${name})::text as oid`),
  )
  if (found?.oid !== null) return false
  const bounds = `FROM ('${firstIdAt(from)}') TO ('${firstIdAt(to)}')`
  const inside = `"${key}" >= '${firstIdAt(from)}' AND "${key}" < '${firstIdAt(to)}'`
  // A partition cannot be made over rows of its range that lie in the default one: it is filled first.
  for (const text of [
    `CREATE TABLE "${name}" (LIKE "${table}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
    `WITH moved AS (DELETE FROM "${table}_default" WHERE ${inside} RETURNING *)
      INSERT INTO "${name}" SELECT * FROM moved`,
    `ALTER TABLE "${table}" ATTACH PARTITION "${name}" FOR VALUES ${bounds}`,
  ]) {
    await executor.execute(sql.raw(text))
  }
  return true
}
