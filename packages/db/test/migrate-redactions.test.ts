import { fileURLToPath } from 'node:url'
import { type Database, migrate } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { controllerOf } from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const { id: controllerId } = controllerOf()
const id = (digit: number) => `01a209dc-bcd3-7b6c-aa79-00000000000${digit}`

/** A database of before what is kept had keys, with erasures that have ended. */
async function fill(database: Database): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder })
  const isOfKeys = (text: string) => text.includes('CREATE TABLE "hold_keys"')
  const before = files.findIndex(file => file.sql.some(isOfKeys))
  await database.transaction(async executor => {
    await executor.execute(sql`create schema if not exists drizzle`)
    await executor.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
  })
  // One after the other: together they take a slow machine too long.
  for (const file of files.slice(0, before))
    await database.transaction(async executor => {
      for (const text of file.sql) await executor.execute(sql.raw(text))
      await executor.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${file.hash}, ${file.folderMillis})`)
    })
  await database.transaction(async executor => {
    await executor.execute(
      sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
    )
    for (const [digit, state] of [
      [1, 'completed'],
      [2, 'completed'],
      [3, 'running'],
    ] as const) {
      await executor.execute(sql`insert into redactions
        (controller_id, id, request_id, members, state, version, created_at)
        values (${controllerId}, ${id(digit)}, ${id(digit)}, '[]', ${state}, 0, now())`)
      for (const [task, until] of [
        [4, '2027-03-01'],
        [7, digit === 2 ? null : '2027-02-01'],
      ] as const)
        await executor.execute(sql`insert into redaction_tasks
          (controller_id, id, redaction_id, position, object, action, expected, key, state, outcome, reason,
            retained, until, tries, pause)
          values (${controllerId}, ${id(digit).replace(/.{2}$/, `${task}${digit}`)}, ${id(digit)}, 0, 'member', 'keep', 'exempt', 'k',
            'done', 'exempt', ${digit === 2 ? 'other' : 'held'}, '[]', ${until}::timestamptz, 0, 0)`)
    }
  })
}

test('what was kept before goes on when its first date comes', async t => {
  await forEachDatabase(
    t,
    async (t, { database }) => {
      const found = await rows<{ id: string; next: string | null }>(
        database,
        sql`select id::text as id, (next_run_at at time zone 'UTC')::date::text as next from redactions order by id`,
      )
      t.same(found, [
        { id: id(1), next: '2027-02-01' },
        { id: id(2), next: null },
        { id: id(3), next: null },
      ])
      const tasks = sql`select count(*)::int as count from redaction_tasks where action_after is null`
      t.same(await rows(database, tasks), [{ count: 6 }])
    },
    async database => {
      await fill(database)
      await migrate(database)
    },
  )
})
