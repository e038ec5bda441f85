import { ensurePartitions, migrate } from '@conduit/db'
import { getTableColumns, getTableName, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { test } from 'tap'
import * as tables from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { rows } from './helpers/rows.ts'

test('migrations', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    await t.test('run again without effect, also at once and from two pools', async t => {
      const other = (await reopen?.()) ?? database
      t.same(await Promise.all([migrate(database), migrate(other), migrate(other)]), [0, 0, 0])
      if (other !== database) await other.close()
    })

    await t.test('make the tables that the code describes', async t => {
      for (const table of Object.values(tables) as PgTable[]) {
        const name = getTableName(table)
        const found = await rows<{ column_name: string; is_nullable: string }>(
          database,
          sql`select column_name, is_nullable from information_schema.columns where table_name = ${name}`,
        )
        const actual = found.map(column => `${column.column_name} ${column.is_nullable}`).sort()
        const expected = Object.values(getTableColumns(table))
          .map(column => `${column.name} ${column.notNull ? 'NO' : 'YES'}`)
          .sort()
        t.same(actual, expected, name)
      }
    })

    await t.test('begin every primary key with the shard key, and refer to nothing', async t => {
      const keys = await rows<{ table: string; first: string }>(
        database,
        sql`select c.conrelid::regclass::text as table, a.attname as first
          from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
          where c.contype = 'p' and c.connamespace = 'public'::regnamespace`,
      )
      t.ok(keys.length >= Object.keys(tables).length)
      t.same(
        keys.filter(({ first }) => first !== 'controller_id'),
        [],
      )
      const foreign = await rows(database, sql`select 1 from pg_constraint where contype = 'f'`)
      t.same(foreign, [])
    })

    await t.test(
      'make a partition for this month and three more, and move what came too early',
      async t => {
        const controller = '00000000-0000-7000-8000-000000000001'
        const early = '01b00000-0000-7000-8000-000000000001'
        const month = new Date(0x01b000000000)
        const name = `deliveries_${month.toISOString().slice(0, 7).replace('-', '_')}`
        await database.run(executor =>
          executor.execute(sql`insert into deliveries (controller_id, id, integration_id, received_at,
            outcome, verification, activities, ignored, rejected)
          values (${controller}, ${early}, ${early}, now(), 'recorded', 'signed', 0, 0, 0)`),
        )
        const place = () =>
          rows<{ place: string }>(
            database,
            sql`select tableoid::regclass::text as place from deliveries where id = ${early}`,
          )
        t.same(await place(), [{ place: 'deliveries_default' }])
        t.equal(await ensurePartitions(database, month), 12)
        t.same(await place(), [{ place: name }])
        t.equal(await ensurePartitions(database, month), 0)
      },
    )
  })
})

test('a partition is made although a row of its month is on its way', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    if (reopen === null) {
      t.plan(0, 'an embedded database has one connection')
      return
    }
    const replica = await reopen()
    t.teardown(() => replica.close())
    const id = '01b00000-0000-7000-8000-000000000001'
    let making: Promise<number> = Promise.resolve(0)
    await replica.transaction(async executor => {
      await executor.execute(sql`insert into deliveries (controller_id, id, integration_id, received_at,
        outcome, verification, activities, ignored, rejected)
        values (${id}, ${id}, ${id}, now(), 'recorded', 'signed', 0, 0, 0)`)
      making = ensurePartitions(database, new Date(0x01b000000000))
      const waiting = sql`select 1 from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and not granted`
      while ((await rows(replica, waiting)).length === 0);
    })
    t.equal(await making, 12)
    t.match(await rows(database, sql`select tableoid::regclass::text as place from deliveries`), [
      { place: /^deliveries_\d{4}_\d\d$/ },
    ])
  })
})

test('the outbox', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const topics = async () => {
      const found = await rows<{ topic: string }>(
        database,
        sql`with taken as (delete from event_outbox returning place, topic) select topic from taken order by place`,
      )
      return found.map(({ topic }) => topic)
    }
    const run = (text: string) => asAct(database, executor => executor.execute(sql.raw(text)))
    const a = '00000000-0000-7000-8000-00000000000a'
    const b = '00000000-0000-7000-8000-00000000000b'
    const values = (id: string) => `('${id}', 'did:example:${id}', 'A', '\\x00', 'active', now())`
    const columns = '(controller_id, did, name, salt, status, created_at)'

    await run(`insert into data_controllers ${columns} values ${values(a)}`)
    t.same(await topics(), ['data_controller.changed'])

    await run(`update data_controllers set name = 'B' where controller_id = '${b}'`)
    await run(
      `insert into data_controllers ${columns} select * from (values ${values(b)}) v where false`
        .replace("'\\x00'", "'\\x00'::bytea")
        .replace(`'${b}',`, `'${b}'::uuid,`),
    )
    t.same(await topics(), [], 'statements that touch nothing tell nothing')

    await run(`insert into data_controllers ${columns} values ${values(a)}, ${values(b)}
      on conflict (controller_id) do update set name = 'C'`)
    t.same(await topics(), ['data_controller.changed', 'data_controller.changed'])

    await run(`insert into integrations (controller_id, id, adapter, label, status, created_at, updated_at)
      values ('${a}', '${a}', 'stripe', 'one', 'enabled', now(), now()), ('${a}', '${b}', 'xero', 'two', 'enabled', now(), now())`)
    t.same(await topics(), ['integration.changed', 'integration.changed'])
    await run(
      `update integrations set lease_holder = 'me', last_delivery_at = now(), state = '\\x01'`,
    )
    t.same(await topics(), [], 'what only the machine changes is not told')
    await run(`update integrations set status = 'disabled' where id = '${b}'`)
    t.same(await topics(), ['integration.changed'])
  })
})
