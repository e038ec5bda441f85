import { isConduitError } from '@conduit/core'
import { createRecorder, type RecordContext } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import {
  dataSubjects,
  deliveries,
  fetchQueue,
  identifierTokens,
  processingActivities,
  seenKeys,
} from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
} from './helpers/fixtures.ts'
import { countOf } from './helpers/rows.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
const canary = 'canary-4f1e'

test('one poisoned delivery never fails its neighbours', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const good = (index: number) =>
      deliveryOf(controller, {
        activities: [
          activityOf(controller, {
            keys: [`good ${index}`],
            people: [personOf(controller, [`p${index % 7}`])],
          }),
        ],
      })
    const refusedByDatabase = deliveryOf(controller, {
      activities: [
        activityOf(controller, { keys: ['bad 1'], meaning: `${canary}\u0000` as never }),
      ],
    })
    const refusedByCode = deliveryOf(controller, {
      receivedAt: new Date(Number.NaN),
      activities: [
        activityOf(controller, { keys: ['bad 2'], people: [personOf(controller, ['p1'])] }),
      ],
    })
    const all = [
      ...Array.from({ length: 20 }, (_, index) => good(index)),
      refusedByDatabase,
      ...Array.from({ length: 20 }, (_, index) => good(20 + index)),
      refusedByCode,
    ]
    const settled = await Promise.allSettled(all.map(each => recorder.record([each])))
    const failed = settled.flatMap((each, index) =>
      each.status === 'rejected' ? [{ index, reason: each.reason }] : [],
    )
    t.same(
      failed.map(({ index }) => index),
      [20, 41],
    )
    t.match(
      failed.map(({ reason }) => reason.name),
      ['DatabaseError', 'RecordError'],
    )
    for (const { reason } of failed) {
      t.notOk(isConduitError(reason), 'the pipeline can tell it from a database that is away')
      t.notMatch(`${reason.message} ${reason.stack} ${JSON.stringify(reason)}`, canary)
      t.equal(reason.cause, undefined)
    }
    t.equal(await countOf(database, processingActivities), 40)
    t.equal(await countOf(database, deliveries), 40)
    t.equal(await countOf(database, seenKeys), 40, 'nothing of the poisoned ones is left')
    t.equal(await countOf(database, dataSubjects), 7)
    await recorder.close()
  })
})

test('a job that cannot be made leaves nothing behind', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, {
      ...context,
      onWaiting: async () => {
        throw new Error(canary)
      },
    })
    const controller = controllerOf()
    const want = { key: keyOf(controller, 'want'), ref: Buffer.from('ref') }
    const activity = activityOf(controller, {
      keys: ['a'],
      want,
      people: [personOf(controller, ['p'])],
    })
    await t.rejects(recorder.record([deliveryOf(controller, { activities: [activity] })]), {
      code: 'unavailable',
      retryAfterSeconds: 5,
    })
    for (const table of [
      deliveries,
      processingActivities,
      seenKeys,
      dataSubjects,
      identifierTokens,
      fetchQueue,
    ]) {
      t.equal(await countOf(database, table), 0)
    }
    await recorder.close()
  })
})

test('a connection that breaks in the middle', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const controller = controllerOf()
    const want = { key: keyOf(controller, 'want'), ref: Buffer.from('ref') }
    const deliveryWith = (key: string) =>
      deliveryOf(controller, {
        activities: [
          activityOf(controller, { keys: [key], want, people: [personOf(controller, ['p'])] }),
        ],
      })
    if (reopen === null) {
      await database.close()
      const recorder = createRecorder(database, context)
      await t.rejects(recorder.record([deliveryWith('a')]), { code: 'unavailable' })
      return
    }
    const killer = await reopen()
    let kills = 1
    const recorder = createRecorder(database, {
      ...context,
      onWaiting: async executor => {
        if (kills-- <= 0) return
        const backend = sql`select pg_backend_pid() as pid`
        const [row] = (await executor.execute(backend)) as unknown as readonly { pid: number }[]
        await killer.run(other => other.execute(sql`select pg_terminate_backend(${row?.pid}::int)`))
        await executor.execute(backend)
      },
    })
    const all = ['a', 'b', 'c'].map(key => recorder.record([deliveryWith(key)]))
    for (const attempt of all) {
      await t.rejects(attempt, { code: 'unavailable', retryAfterSeconds: 5 })
    }
    for (const table of [
      deliveries,
      processingActivities,
      seenKeys,
      dataSubjects,
      identifierTokens,
      fetchQueue,
    ]) {
      t.equal(await countOf(killer, table), 0, 'nothing half-written')
    }
    t.match(
      await recorder.record([deliveryWith('a')]),
      [{ recorded: 1 }],
      'and the next one is recorded',
    )
    await recorder.close()
    await killer.close()
  })
})

test('connections that break again and again', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    if (reopen === null) {
      t.plan(0, 'an embedded database has no connection')
      return
    }
    const killer = await reopen()
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    let recorded = 0
    let refused = 0
    const record = async (index: number): Promise<void> => {
      const people = [personOf(controller, [`p${index % 40}`, `q${index}`], [`${index}`])]
      const activity = activityOf(controller, { keys: [`event ${index}`], people })
      try {
        await recorder.record([deliveryOf(controller, { activities: [activity] })])
      } catch (error) {
        if (!isConduitError(error) || error.code !== 'unavailable') throw error
        refused += 1
        return await record(index)
      }
      recorded += 1
      if (recorded % 30 === 0) await killAll()
    }
    let lastKill: Promise<unknown> = Promise.resolve()
    // One after the other, on one connection: two would kill each other.
    const killAll = async (): Promise<void> => {
      lastKill = lastKill.then(() =>
        killer.run(executor =>
          executor.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`),
        ),
      )
      await lastKill
    }
    const indices = Array.from({ length: 400 }, (_, index) => index)
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let index = indices.pop(); index !== undefined; index = indices.pop())
          await record(index)
      }),
    )
    t.equal(recorded, 400)
    t.ok(refused > 0, 'some had to be sent again')
    t.equal(await countOf(killer, processingActivities), 400, 'each is there once')
    t.equal(await countOf(killer, deliveries), 400)
    t.equal(await countOf(killer, dataSubjects), 40)
    t.equal(await countOf(killer, identifierTokens), 440)
    await recorder.close()
    await killer.close()
  })
})
