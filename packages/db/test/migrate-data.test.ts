import { fileURLToPath } from 'node:url'
import {
  createStore,
  type Database,
  listActivities,
  listDeliveries,
  listQuarantine,
  listSubjects,
  migrate,
} from '@conduit/db'
import { activityCounts, identifiersOf } from '@conduit/db/people'
import type { KeyedHash } from '@conduit/privacy'
import { type SQL, sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { test } from 'tap'
import { sweepSeenKeys } from '../src/deliveries/sweep-seen-keys.ts'
import { identifierTokens, quarantineUsage, subjectLinks } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  integrationOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))
const controller = controllerOf()
const integrationId = integrationOf(controller)
const ref = { controllerId: controller.id, id: integrationId }

/** Ids in the order of their time. */
const id = (number: number) => `01a209dc-bcd3-7b6c-aa79-${String(number).padStart(12, '0')}`
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1) + seconds * 1000)

/** The tables as they were before rows became lean. */
async function migrateToFatRows(database: Database): Promise<void> {
  await database.transaction(async executor => {
    await executor.execute(sql`create schema if not exists drizzle`)
    await executor.execute(sql`create table drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint)`)
    for (const file of readMigrationFiles({ migrationsFolder }).slice(0, 3)) {
      for (const text of file.sql) await executor.execute(sql.raw(text))
      await executor.execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at)
        values (${file.hash}, ${file.folderMillis})`)
    }
  })
}

/** What a version with fat rows wrote: deliveries of no, one and several events. */
async function fill(database: Database): Promise<void> {
  const run = (query: SQL) => database.run(executor => executor.execute(query))
  const bytes = (hash: KeyedHash) => sql`decode(${hash}, 'hex')`
  const c = controller.id
  await run(sql`insert into data_controllers (controller_id, did, name, salt, status, created_at)
    values (${c}, ${controller.did}, 'Example', '\\x00', 'active', now())`)
  for (const [number, activities, outcome] of [
    [1, 0, 'ignored'],
    [2, 1, 'recorded'],
    [3, 3, 'partial'],
  ] as const) {
    await run(sql`insert into deliveries (controller_id, id, integration_id, platform_delivery_id, received_at,
        outcome, verification, activities, ignored, rejected)
      values (${c}, ${id(number)}, ${integrationId}, ${`d-${number}`}, ${at(number).toISOString()}::timestamptz,
        ${outcome}, 'signed', ${activities}, ${number === 1 ? 2 : 0}, ${number === 3 ? 1 : 0})`)
  }
  for (const [number, delivery, position, people] of [
    [20, 2, 0, 1],
    [30, 3, 0, 2],
    [31, 3, 1, 1],
    [32, 3, 2, 0],
  ] as const) {
    const fields = JSON.stringify(people === 0 ? [] : [['/email', 'email', people - 1]])
    await run(sql`insert into processing_activities (controller_id, id, delivery_id, integration_id, position, type,
        meaning, scope, account, occurred_at, received_at, path, verification, event_hash, people, fields)
      values (${c}, ${id(number)}, ${id(delivery)}, ${integrationId}, ${position}, 'customer.updated',
        ${number === 30 ? 'request.erasure' : 'subject.updated'}, 'person', null, null, ${at(delivery).toISOString()}::timestamptz, '/data', 'signed',
        ${bytes(keyOf(controller, `event ${number}`))}, ${people}, ${fields}::jsonb)`)
    await run(sql`insert into seen_keys (controller_id, key, delivery_id, seen_at)
      values (${c}, ${bytes(keyOf(controller, `e${number}`))}, ${id(delivery)}, now())`)
  }
  for (const [activity, person, subject] of [
    [20, 0, 100],
    [30, 0, 101],
    [30, 1, 100],
    [31, 0, 100],
  ] as const) {
    await run(sql`insert into activity_subjects (controller_id, activity_id, person, subject_id)
      values (${c}, ${id(activity)}, ${person}, ${id(subject)})`)
  }
  for (const [subject, email] of [
    [100, 'ada@example.com'],
    [101, 'bo@example.com'],
  ] as const) {
    await run(sql`insert into data_subjects (controller_id, id, state, first_seen)
      values (${c}, ${id(subject)}, 'active', ${at(0).toISOString()}::timestamptz)`)
    await run(sql`insert into identifier_tokens (controller_id, token, kind, key_id, normaliser, subject_id,
        integration_id, first_seen)
      values (${c}, ${bytes(tokenOf(controller, email).hash)}, 'email', 'k2', 'email/1', ${id(subject)},
        ${integrationId}, ${at(0).toISOString()}::timestamptz)`)
  }
  // Cy is known by unsigned events only.
  await run(sql`insert into processing_activities (controller_id, id, delivery_id, integration_id, position, type,
      meaning, scope, received_at, path, verification, event_hash, people, fields)
    values (${c}, ${id(33)}, ${id(3)}, ${integrationId}, 3, 'customer.updated', 'subject.updated', 'person',
      ${at(3).toISOString()}::timestamptz, '/data', 'unsigned', null, 1, '[]'::jsonb)`)
  await run(sql`insert into activity_subjects (controller_id, activity_id, person, subject_id)
    values (${c}, ${id(33)}, 0, ${id(102)})`)
  await run(sql`insert into data_subjects (controller_id, id, state, first_seen)
    values (${c}, ${id(102)}, 'active', ${at(0).toISOString()}::timestamptz)`)
  await run(sql`insert into identifier_tokens (controller_id, token, kind, key_id, normaliser, subject_id,
      integration_id, first_seen)
    values (${c}, ${bytes(tokenOf(controller, 'cy@example.com').hash)}, 'email', 'k2', 'email/1', ${id(102)},
      ${integrationId}, ${at(0).toISOString()}::timestamptz)`)
  await run(sql`insert into subject_links (controller_id, subject_a, subject_b, state, activity_id, created_at)
    values (${c}, ${id(100)}, ${id(101)}, 'suggested', ${id(30)}, now())`)
  await run(sql`insert into fetch_queue (controller_id, id, integration_id, kind, key, ref, state)
    values (${c}, ${id(31)}, ${integrationId}, 'activity', ${bytes(keyOf(controller, 'want'))}, '\\x00', 'waiting'),
      (${c}, ${id(1)}, ${integrationId}, 'catch_up', null, null, 'waiting')`)
  await run(sql`insert into quarantine (controller_id, id, integration_id, delivery_id, adapter, step, reason, sealed,
      created_at, expires_at, replays)
    values (${c}, ${id(9)}, ${integrationId}, ${id(3)}, 'stripe', 'extract', 'TypeError', '\\x00', now(), now(), 0)`)
}

test('what was recorded before rows became lean is answered as it was', async t => {
  const prepare = async (database: Database) => {
    await migrateToFatRows(database)
    await fill(database)
    await migrate(database)
  }
  const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
  await forEachDatabase(
    t,
    async (t, { database }) => {
      const { store, close } = createStore(database, context)
      const controllerIds = [controller.id]
      const nodes = <Node>({ edges }: { edges: readonly { node: Node }[] }) =>
        edges.map(({ node }) => node)

      await t.test('deliveries', async t => {
        const found = nodes(await listDeliveries(database, { controllerIds }, {}))
        t.match(found, [
          { id: id(3), activities: 3, outcome: 'partial', rejected: 1, fetch: 'waiting' },
          { id: id(2), activities: 1, platformDeliveryId: 'd-2', receivedAt: at(2), fetch: null },
          { id: id(1), activities: 0, outcome: 'ignored', ignored: 2, fetch: 'waiting' },
        ])
        const [quarantined] = nodes(await listQuarantine(database, { controllerIds }, {}))
        t.equal(quarantined?.deliveryId, id(3))
        const [usage] = await database.run(executor => executor.select().from(quarantineUsage))
        t.match(usage, { integrationId, rows: 1, bytes: 1, leftOut: 0 })
      })

      await t.test('activities', async t => {
        const found = nodes(await listActivities(database, { controllerIds }, {}))
        t.match(found, [
          { id: id(20), deliveryId: id(2), subjectIds: [id(100)], fetch: null },
          { id: id(30), deliveryId: id(3), subjectIds: [id(101), id(100)] },
          { id: id(31), position: 1, subjectIds: [id(100)], fetch: 'waiting' },
          { id: id(32), subjectIds: [], fields: [] },
          { id: id(33), subjectIds: [id(102)] },
        ])
        t.same(found[1]?.fields, [
          { path: '/email', category: 'email', source: 'request', subjectId: id(100) },
        ])
        const of = async (filter: object) =>
          nodes(await listActivities(database, { controllerIds, ...filter }, {})).map(
            each => each.id,
          )
        t.same(await of({ deliveryId: id(3) }), [id(30), id(31), id(32), id(33)])
        t.same(await of({ dataSubjectId: id(100) }), [id(20), id(30), id(31)])
        t.same(await of({ eventHashes: [keyOf(controller, 'event 31')] }), [id(31)])
      })

      await t.test('subjects', async t => {
        const tokens = [tokenOf(controller, 'ada@example.com').hash]
        const page = await listSubjects(database, { controllerIds, tokens }, {})
        t.match(nodes(page), [{ id: id(100), firstSeen: at(0) }])
        const people = [{ controllerId: controller.id, id: id(100) }]
        t.equal((await activityCounts(database, people)).get(id(100)), 3)
        t.match((await identifiersOf(database, people)).get(id(100)), [{ category: 'email' }])
      })

      await t.test('what only unsigned events showed is not verified', async t => {
        const found = await database.run(executor => executor.select().from(identifierTokens))
        const verified = new Map(found.map(({ subjectId, isVerified }) => [subjectId, isVerified]))
        t.same(
          [100, 101, 102].map(each => verified.get(id(each))),
          [true, true, false],
        )
        const links = await database.run(executor => executor.select().from(subjectLinks))
        t.match(links, [{ state: 'suggested', evidence: 'event' }])
      })

      await t.test('what waits, and what is a repetition', async t => {
        const waiting = await store.queue.waiting(ref)
        t.match(waiting, { rows: [{ activityId: id(31) }], catchUps: [id(1)] })
        const again = activityOf(controller, { keys: ['e20'] })
        t.match(await store.record([deliveryOf(controller, { activities: [again] })]), [
          { outcome: 'duplicate', deliveryId: id(2) },
        ])
        const people = [personOf(controller, ['ada@example.com'])]
        const next = deliveryOf(controller, {})
        const activities = [{ ...activityOf(controller, { keys: ['new'], people }), id: next.id }]
        t.match(await store.record([{ ...next, activities }]), [{ outcome: 'recorded' }])
        const [newest] = nodes(await listDeliveries(database, { controllerIds }, { first: 1 }))
        t.match(newest, { id: next.id, activities: 1, outcome: 'recorded' })
        const filter = { controllerIds, dataSubjectId: id(100), newestFirst: true }
        const [last] = nodes(await listActivities(database, filter, { first: 1 }))
        t.match(last, { id: next.id, deliveryId: next.id, subjectIds: [id(100)] })
      })

      await t.test('keys of what opened a request stay, with those of its delivery', async t => {
        const inAYear = new Date(Date.now() + 365 * 86_400_000)
        t.equal(await sweepSeenKeys(database, inAYear), 2)
        const activities = [activityOf(controller, { keys: ['e30'] })]
        t.match(await store.record([deliveryOf(controller, { activities })]), [
          { outcome: 'duplicate', deliveryId: id(3) },
        ])
      })
      await close()
    },
    prepare,
  )
})
