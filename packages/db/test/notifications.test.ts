import { createStore, type Database, sweep } from '@conduit/db'
import {
  controllersToTell,
  listSubscribers,
  noteTold,
  notificationBounds,
  numberNotifications,
  readNotifications,
  registerSubscriber,
  takeLease,
} from '@conduit/db/notifications'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, controllerOf, deliveryOf, keyring, personOf } from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'

const now = new Date('2026-11-01T12:00:00.000Z')
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds)
const all = [
  'delivery.recorded',
  'consent.changed',
  'purpose.changed',
  'delivery.kept_aside',
] as const

async function run(database: Database, text: string): Promise<void> {
  await asAct(database, executor => executor.execute(sql.raw(text)))
}

/** Writes a change of a controller, as triggers do. */
function writes(controllerId: string, name: string): string {
  return `insert into event_outbox (controller_id, topic, payload, created_at)
    values ('${controllerId}', 'purpose.changed', '{"id":"${name}"}', '${now.toISOString()}')`
}

async function namesAfter(database: Database, controllerId: string, after = 0) {
  const range = { controllerId, after, topics: all, first: 1_000 }
  const { notifications } = await readNotifications(database, range)
  return notifications.map(({ seq, payload }) => `${seq} ${payload.id}`)
}

test('what flushes tell', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store, close } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const [one, other] = [controllerOf(), controllerOf()]
    const told = async ({ id }: { id: string }) => {
      while ((await numberNotifications(database)) > 0);
      const range = { controllerId: id, after: 0, topics: all, first: 100 }
      const { notifications } = await readNotifications(database, range)
      return notifications.map(({ topic, payload }) => ({ topic, payload }))
    }
    const single = (key: string) => {
      const delivery = deliveryOf(one)
      const people = [personOf(one, [`${key}@example.com`])]
      return {
        ...delivery,
        activities: [{ ...activityOf(one, { keys: [key], people }), id: delivery.id }],
      }
    }
    const several = deliveryOf(other, {
      activities: ['b', 'c', 'd'].map(key => activityOf(other, { keys: [key] })),
    })
    const nothing = deliveryOf(other, { keys: ['e'], ignored: 1 })
    await store.record([single('a'), single('f'), several, nothing])

    await t.test('one row for each controller, whatever it brought', async t => {
      t.match(await told(one), [{ topic: 'delivery.recorded', payload: { count: 2 } }])
      const counts = (await told(other)).map(({ payload }) => payload.count)
      t.equal(
        counts.reduce((sum: number, count) => sum + Number(count), 0),
        2,
      )
      const [{ payload } = { payload: {} }] = await told(one)
      t.match(Object.keys(payload), ['count', 'last_id', 'first_id'])
      t.match(payload, { first_id: /^dlv_[\w-]{43}$/, last_id: /^dlv_[\w-]{43}$/ })
    })
    await t.test('a repetition tells nothing', async t => {
      const before = (await told(one)).length
      await store.record([single('a')])
      t.equal((await told(one)).length, before)
    })
    await close()
  })
})

test('a request is told of as the specification shows', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await run(database, 'delete from event_outbox')
    const id = uuidv7()
    await run(
      database,
      `insert into data_subject_requests (controller_id, id, type, regulation, channel, scope,
        received_at, created_at, subject_id, status, stage, due_at, rule, pauses)
      values ('${id}', '${id}', 'access', 'gdpr', 'letter', 'all',
        now(), now(), '${id}', 'pending', 'received', now(), '{}', '[]')`,
    )
    const [told] = await rows<{ event: string; data: string }>(
      database,
      sql`select topic as event, payload::text as data from event_outbox`,
    )
    t.equal(told?.event, 'data_subject_request.created')
    // In the order of the example, too.
    t.match(
      told?.data,
      /^\{"id": "req_[\w-]{43}", "type": "access", "status": "pending", "data_subject_id": "sub_[\w-]{43}"\}$/,
    )
  })
})

test('numbers', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const a = uuidv7()
    await t.test('are those of the order of what was written', async t => {
      for (const name of ['one', 'two', 'three']) await run(database, writes(a, name))
      t.equal(await numberNotifications(database), 3)
      t.equal(await numberNotifications(database), 0)
      await run(database, writes(a, 'four'))
      await numberNotifications(database)
      t.same(await namesAfter(database, a), ['1 one', '2 two', '3 three', '4 four'])
      t.same(await namesAfter(database, a, 3), ['4 four'])
    })
    await t.test('are given to some controllers at a time, who waits longest first', async t => {
      const ids = Array.from({ length: 45 }, () => uuidv7())
      // The later ones of the key are the earlier ones to write.
      for (const id of [...ids].reverse()) await run(database, writes(id, 'one'))
      const given: number[] = []
      for (let pass = 0; pass < 3; pass += 1) {
        given.push(await numberNotifications(database))
        // They write on, and keep nobody out.
        for (const id of ids.slice(-20)) await run(database, writes(id, 'more'))
      }
      t.same(given, [20, 20, 5 + 15 * 2])
      for (const id of ids) t.equal((await namesAfter(database, id))[0], '1 one')
      while ((await numberNotifications(database)) > 0);
      for (const id of ids.slice(-20)) t.equal((await namesAfter(database, id)).length, 4)
    })
    if (reopen === null) return
    const second = await reopen()
    t.teardown(() => second.close())
    await t.test('what was begun earlier and is committed later gets a later one', async t => {
      const b = uuidv7()
      await database.transaction(async executor => {
        await executor.execute(sql.raw(writes(b, 'slow')))
        await run(second, writes(b, 'quick'))
        t.equal(await numberNotifications(second), 1)
      })
      t.equal(await numberNotifications(second), 1)
      t.same(await namesAfter(database, b), ['1 quick', '2 slow'])
    })
    await t.test('several that number at once miss nothing and double nothing', async t => {
      const ids = Array.from({ length: 4 }, () => uuidv7())
      const write = async (at: Database, name: string) => {
        for (let count = 0; count < 50; count += 1) {
          for (const id of ids) await run(at, writes(id, `${name}${count}`))
        }
      }
      const number = async (at: Database) => {
        for (let count = 0; count < 60; count += 1) await numberNotifications(at)
      }
      await Promise.all([
        write(database, 'x'),
        write(second, 'y'),
        number(database),
        number(second),
      ])
      while ((await numberNotifications(database)) > 0);
      for (const id of ids) {
        const names = (await namesAfter(database, id)).map(text => text.split(' '))
        t.same(
          names.map(([seq]) => Number(seq)),
          Array.from({ length: 100 }, (_, at) => at + 1),
        )
        for (const of of ['x', 'y']) {
          const own = names.flatMap(([, name = '']) => (name.startsWith(of) ? [name] : []))
          t.same(
            own,
            Array.from({ length: 50 }, (_, at) => `${of}${at}`),
          )
        }
      }
    })
    await t.test('another server hears of it', async t => {
      const heard = new Promise<void>(resolve => {
        void second.listen('conduit_events', resolve).then(async ({ isBroken }) => {
          t.notOk(isBroken())
          await run(database, writes(uuidv7(), 'heard'))
          await numberNotifications(database)
        })
      })
      await heard
    })
  })
})

test('a subscriber', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const [old, young] = [uuidv7(), uuidv7()]
    await run(database, writes(old, 'before'))
    await numberNotifications(database)
    await registerSubscriber(database, 'mail', now)
    await run(database, writes(old, 'after'))
    await run(database, writes(young, 'first'))
    await numberNotifications(database)
    const due = (at: Date) => controllersToTell(database, 'mail', at, 10)
    const take = (at: Date) =>
      takeLease(database, { controllerId: old, subscriber: 'mail' }, at, 1_000)

    await t.test('is told of what came after it, and all of controllers that did', async t => {
      t.same([...(await due(now))].sort(), [old, young].sort())
      const lease = await take(now)
      t.match(lease, { seq: 1, tries: 0 })
      t.equal(await take(now), null, 'one at a time')
      t.same(await due(now), [young])
      const stale = lease ?? t.fail()
      const fresh = await take(later(1_000))
      const told = [{ seq: 2, topic: 'purpose.changed', at: now, reason: 'TypeError' }]
      const standing = { told, seq: 1, tries: 1, nextTryAt: later(5_000), leaseUntil: now }
      t.equal(await noteTold(database, stale as never, standing), false, 'the time was up')
      t.equal(await noteTold(database, fresh as never, standing), true)
    })
    await t.test('that fails is shown, and waits', async t => {
      t.match(await listSubscribers(database, old), [
        { name: 'mail', behind: 1, tries: 1, nextTryAt: later(5_000), reason: 'TypeError' },
      ])
      t.same(await due(later(4_999)), [young])
      t.same([...(await due(later(5_000)))].sort(), [old, young].sort())
    })
    await t.test('is told first of whom it heard longest ago', async t => {
      await run(database, writes(young, 'second'))
      while ((await numberNotifications(database)) > 0);
      t.same(await due(later(5_000)), [young, old], 'of one it never heard')
      const of = { controllerId: young, subscriber: 'mail' }
      const lease = await takeLease(database, of, later(2_000), 1_000)
      const told = { told: [], seq: 1, tries: 0, nextTryAt: null, leaseUntil: later(2_000) }
      t.equal(await noteTold(database, lease as never, told), true)
      t.same(await due(later(5_000)), [old, young])
    })
    await t.test('keeps back what it has not had, but not for ever', async t => {
      await run(database, `update sweep_marks set swept_at = now()`)
      const oldest = async () => (await notificationBounds(database, old)).oldest
      const sweptAfter = async (days: number) => {
        const shift = `interval '${days} days'`
        await run(database, `update notifications set created_at = now() - ${shift}`)
        await run(database, `update event_subscribers set seen_at = now() - ${shift}`)
        t.equal(await sweep(database, new Date()), true)
      }
      await sweptAfter(0)
      t.equal(await oldest(), 1)
      await sweptAfter(2)
      t.equal(await oldest(), 2)
      await sweptAfter(31)
      t.equal(await oldest(), 3, 'all is gone')
      t.same(await listSubscribers(database, old), [])
    })
  })
})
