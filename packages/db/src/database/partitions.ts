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

/** One partition of a table: rows whose ids are of one month. */
interface Partition {
  readonly name: string
  readonly table: string
  readonly key: string
  readonly from: Date
  readonly to: Date
}

/**
 * Makes the monthly partitions of this month and the next three, where they are missing. Rows that
 * fell into the default partition meanwhile are moved. To be called at least once a month.
 *
 * @param now the present
 * @returns how many partitions are new
 */
export async function ensurePartitions(database: Database, now: Date): Promise<number> {
  return await database.maintenance(executor => makePartitions(executor, now))
}

/** `ensurePartitions` inside a transaction. */
export async function makePartitions(executor: Executor, now: Date): Promise<number> {
  await lockSchema(executor)
  const missing = await missingPartitions(executor, partitionsAt(now))
  if (missing.length === 0) return 0
  await lockTables(executor)
  for (const partition of missing) await makePartition(executor, partition)
  return missing.length
}

/** The partitions of this month and those ahead. */
function partitionsAt(now: Date): readonly Partition[] {
  return Array.from({ length: monthsAhead + 1 }, (_, ahead) => {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead))
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1))
    const month = from.toISOString().slice(0, 7).replace('-', '_')
    return tables.map(({ name, key }) => ({ name: `${name}_${month}`, table: name, key, from, to }))
  }).flat()
}

/** Asked all at once: at most starts none is missing. */
async function missingPartitions(
  executor: Executor,
  partitions: readonly Partition[],
): Promise<readonly Partition[]> {
  const names = sql.join(
    partitions.map(({ name }) => sql`(${name}::text)`),
    sql`, `,
  )
  const rows = rowsOf<{ name: string }>(
    await executor.execute(
      sql`select name from (values ${names}) as wanted(name) where to_regclass(name) is null`,
    ),
  )
  const missing = new Set(rows.map(({ name }) => name))
  return partitions.filter(({ name }) => missing.has(name))
}

/** One changes the schema at a time, till the end of its transaction; session locks mean nothing on a pool. */
export async function lockSchema(executor: Executor): Promise<void> {
  await executor.execute(sql`select pg_advisory_xact_lock(hashtext('conduit schema'))`)
}

/**
 * Nothing is written meanwhile: a row that came into a default partition after it was emptied would
 * keep the new one from being attached, and one on its way would meet a partition that is not its own.
 */
async function lockTables(executor: Executor): Promise<void> {
  const all = tables.flatMap(({ name }) => [`"${name}"`, `"${name}_default"`])
  await executor.execute(sql.raw(`LOCK TABLE ${all.join(', ')} IN ACCESS EXCLUSIVE MODE`))
}

async function makePartition(
  executor: Executor,
  { name, table, key, from, to }: Partition,
): Promise<void> {
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
}
