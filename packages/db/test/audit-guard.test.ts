import { type Database, writeAudit } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { rows } from './helpers/rows.ts'

/** Tables that are written without an entry, and why: what is in none of these lists asks for one. */
const unguarded: Readonly<Record<string, readonly string[]>> = {
  'what a webhook or a reading brings: the activity is its own record': [
    ...['deliveries', 'processing_activities', 'activity_subjects', 'field_sets', 'field_set_seen'],
    ...['seen_keys', 'data_subjects', 'subject_keys', 'identifier_tokens', 'email_bases'],
    ...['people_epochs', 'platform_refs', 'subject_links', 'suppression_hits', 'consent_events'],
    ...['quarantine', 'quarantine_usage', 'fetch_queue'],
  ],
  'what platforms answer of accounts': ['integration_accounts'],
  'what becomes of an act that has its entry, step by step': [
    ...['consent_propagations', 'data_export_parts', 'data_export_sources'],
    ...[
      'data_subject_request_events',
      'redaction_lookups',
      'redaction_tasks',
      'redaction_task_calls',
    ],
    ...['own_erasures'],
  ],
  'what subscribers are told': [
    ...['event_outbox', 'notifications', 'event_heads', 'event_subscribers'],
    ...['subscriber_positions', 'notification_deliveries'],
  ],
  'marks of sweeps': ['sweep_marks', 'retention_marks', 'retention_tallies'],
  'the log itself': [
    ...['audit_entries', 'audit_heads', 'audit_tiles', 'audit_checkpoints', 'audit_keys'],
  ],
}

const id = '018bcfe5-0000-7000-8000-000000000001'
const insert = sql`insert into purposes (controller_id, id, name, legal_basis, is_essential, recipients,
  created_at, updated_at) values (${id}, gen_random_uuid(), gen_random_uuid()::text, 'consent', false, '{}', now(), now())`
const refused = { name: 'DatabaseError' }

const entry = {
  ...{ at: new Date(), controllerId: id, actor: { type: 'operator', id: null } },
  ...{ action: 'test.ran', objectType: 'test', objectId: null },
}

async function countOfPurposes(database: Database): Promise<number> {
  const [found] = await rows<{ count: number }>(
    database,
    sql`select count(*)::int as count from purposes`,
  )
  return found?.count ?? 0
}

test('every table asks for an entry, or stands on a list that says why not', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const found = await rows<{ name: string; isGuarded: boolean }>(
      database,
      sql`select relname as name, exists (select from pg_trigger
          where tgrelid = c.oid and tgname = relname || '_audited' and tgdeferrable) as "isGuarded"
        from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
          and not relispartition`,
    )
    const listed = Object.values(unguarded).flat()
    const without = found.filter(({ isGuarded }) => !isGuarded).map(({ name }) => name)
    t.same(without.toSorted(), listed.toSorted())
  })
})

test('what is changed without an entry in its transaction is not changed', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await t.rejects(
      database.run(executor => executor.execute(insert)),
      refused,
    )
    await t.rejects(
      database.transaction(async executor => {
        await executor.execute(insert)
        await executor.execute(insert)
      }),
      refused,
    )
    t.equal(await countOfPurposes(database), 0)
    await database.transaction(async executor => {
      await executor.execute(insert)
      await writeAudit(executor, entry)
    })
    await database.transaction(async executor => {
      await writeAudit(executor, entry)
      await executor.execute(insert)
    })
    t.equal(await countOfPurposes(database), 2)
    for (const text of [sql`update purposes set name = 'x'`, sql`delete from purposes`])
      await t.rejects(
        database.run(executor => executor.execute(text)),
        refused,
        'the entry of another transaction is none',
      )
  })
})

test('an entry that was rolled back to before it is none', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const attempt = database.transaction(async executor => {
      await executor.execute(sql`savepoint before`)
      await writeAudit(executor, entry)
      await executor.execute(sql`rollback to savepoint before`)
      await executor.execute(insert)
    })
    await t.rejects(attempt, refused)
    await database.transaction(async executor => {
      await executor.execute(sql`savepoint before`)
      await executor.execute(insert)
      await executor.execute(sql`release savepoint before`)
      await writeAudit(executor, entry)
    })
    t.equal(await countOfPurposes(database), 1)
  })
})

test('leases and clocks of an integration need none, what somebody decides does', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await rows(
      database,
      sql`insert into integrations (controller_id, id, adapter, label, status, created_at, updated_at)
        values (${id}, ${id}, 'stripe', 'one', 'enabled', now(), now())`,
    )
    await database.run(executor =>
      executor.execute(sql`update integrations set lease_holder = 'me', last_delivery_at = now()`),
    )
    await t.rejects(
      database.run(executor => executor.execute(sql`update integrations set status = 'disabled'`)),
      refused,
    )
  })
})
