import { fileURLToPath } from 'node:url'
import { type Database, migrate } from '@conduit/db'
import { receiptsOfRedactions, redactionsById, tasksOfRedactions } from '@conduit/db/redactions'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { test } from 'tap'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { controllerOf } from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const { id: controllerId } = controllerOf()
const id = (digit: number) => `01a209dc-bcd3-7b6c-aa79-00000000000${digit}`

/** A database as it was before a table was made. */
async function migrateUpTo(database: Database, table: string): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder })
  const makesIt = (text: string) => text.includes(`CREATE TABLE "${table}"`)
  const before = files.findIndex(file => file.sql.some(makesIt))
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
}

/** A database of before what is kept had keys, with erasures that have ended. */
async function fill(database: Database): Promise<void> {
  await migrateUpTo(database, 'hold_keys')
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

const text = '{"kind":"job","version":1}'

/** An erasure of before organisations left, with what shows it; an object waits for its platform. */
async function fillEnded(database: Database): Promise<void> {
  await asAct(database, async executor => {
    await executor.execute(sql`insert into redactions
      (controller_id, id, request_id, subject_id, members, state, plan_hash, version, created_at, finished_at)
      values (${controllerId}, ${id(1)}, ${id(2)}, ${id(3)}, ${`["${id(3)}"]`}, 'completed', 'abcd', 7,
        '2026-11-01', '2026-11-02')`)
    await executor.execute(sql`insert into redaction_tasks
      (controller_id, id, redaction_id, integration_id, position, object, target, reference, action, expected, key,
        state, outcome, ended_at, accepted_at, progress, retained, tries, pause, called_at, found)
      values (${controllerId}, ${id(4)}, ${id(1)}, ${id(5)}, 0, 'member', '\\x01', '\\x02', 'erase', 'erased', 'k',
        'done', 'erased', '2026-11-02', '2026-11-01', '\\x03', '["invoices"]', 0, 0, '2026-11-01', 'clean')`)
    await executor.execute(sql`insert into redaction_receipts
      (controller_id, id, redaction_id, task_id, issued_at, text, entry_id)
      values (${controllerId}, ${id(6)}, ${id(1)}, null, '2026-11-02', ${text}, ${id(7)})`)
  })
}

test('an erasure of before organisations left is answered as it was, and shown by the same receipt', async t => {
  await forEachDatabase(
    t,
    async (t, { database }) => {
      const of = [[controllerId], [id(1)]] as const
      t.match(await redactionsById(database, ...of), [
        {
          state: 'completed',
          planHash: 'abcd',
          subjectId: id(3),
          scope: 'person',
          resumedAt: null,
        },
      ])
      t.match(await tasksOfRedactions(database, ...of), [
        { outcome: 'erased', found: 'clean', retained: ['invoices'], calls: 0, actionAfter: null },
      ])
      t.match(await receiptsOfRedactions(database, ...of), [{ text, entryId: id(7) }])
      t.same(
        await rows(
          database,
          sql`select encode(target, 'hex') as target, encode(reference, 'hex') as reference,
            encode(progress, 'hex') as progress, digest_key as "digestKey" from redaction_tasks`,
        ),
        [{ target: '01', reference: '02', progress: '03', digestKey: null }],
      )
    },
    async database => {
      await migrateUpTo(database, 'controller_offboardings')
      await fillEnded(database)
      await migrate(database)
    },
  )
})
