import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Database, Executor } from './database.ts'
import { lockSchema, makePartitions } from './partitions.ts'
import { rowsOf } from './statement.ts'

const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/**
 * Brings the tables up to date: all missing migrations in one transaction, then the partitions of
 * the months ahead. Any number of replicas may start at once, and again: they wait for one another.
 *
 * @param now for the partitions; default the clock
 * @returns how many migrations were new
 */
export async function migrate(database: Database, now: Date = new Date()): Promise<number> {
  return await database.maintenance(async executor => {
    await lockSchema(executor)
    const applied = await appliedMigrations(executor)
    const missing = readMigrationFiles({ migrationsFolder }).filter(
      ({ hash }) => !applied.has(hash),
    )
    for (const { sql: statements, hash, folderMillis } of missing) {
      for (const statement of statements) await executor.execute(sql.raw(statement))
      await executor.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${folderMillis})`,
      )
    }
    await makePartitions(executor, now)
    return missing.length
  })
}

/** In the table that drizzle-kit uses too. */
async function appliedMigrations(executor: Executor): Promise<ReadonlySet<string>> {
  await executor.execute(sql`create schema if not exists drizzle`)
  await executor.execute(sql`create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`)
  const rows = rowsOf<{ hash: string }>(
    await executor.execute(sql`select hash from drizzle.__drizzle_migrations`),
  )
  return new Set(rows.map(({ hash }) => hash))
}
