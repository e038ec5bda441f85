import { fileURLToPath } from 'node:url'
import { type Database, listControllers, migrate } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { controllerOf } from './helpers/fixtures.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const controller = controllerOf()

/** A database of before there were requests, with a controller. */
async function fill(database: Database): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder })
  const isOfRequests = (text: string) => text.includes('CREATE TABLE "data_subject_requests"')
  const before = files.findIndex(file => file.sql.some(isOfRequests))
  await database.transaction(async executor => {
    await executor.execute(sql`create schema if not exists drizzle`)
    await executor.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
    for (const file of files.slice(0, before)) {
      for (const text of file.sql) await executor.execute(sql.raw(text))
      await executor.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${file.hash}, ${file.folderMillis})`)
    }
    await executor.execute(sql`insert into data_controllers (controller_id, did, name, salt, phone_region, status,
        created_at)
      values (${controller.id}, ${controller.did}, 'Example', '\\x00', 'IE', 'active', now())`)
  })
}

test('a controller of before keeps what it was, and the deadlines of the GDPR in UTC', async t => {
  await forEachDatabase(
    t,
    async (t, { database }) => {
      const { edges } = await listControllers(database, [controller.id], {})
      t.match(edges, [
        {
          node: {
            ...{ did: controller.did, name: 'Example', phoneRegion: 'IE', status: 'active' },
            ...{ lawProfiles: ['gdpr'], timezone: 'UTC', holidayCalendar: null },
          },
        },
      ])
    },
    async database => {
      await fill(database)
      await migrate(database)
    },
  )
})
