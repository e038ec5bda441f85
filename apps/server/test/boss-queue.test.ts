import { migrate, openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { createBossQueue } from '../src/jobs/boss-queue.ts'
import { freshPostgres } from './support/services.ts'

/** As long as a timer can be. */
const forEver = 2 ** 31 - 1

test('jobs are made in one order, whoever records in which', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const database = await openDatabase({ url: databaseUrl })
  t.teardown(() => database.close())
  await migrate(database)
  const clock = () => new Date()
  const queue = await createBossQueue({
    ...{ database, databaseUrl },
    services: () => ({ database, clock }) as never,
  })
  await queue.start()
  t.teardown(() => queue.stop())
  const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  const asked = ['c', 'a', 'b'].map(id => ({ controllerId, id }))
  const made = await database
    .transaction(async executor => {
      await queue.enqueueFetches(executor, asked)
      // Of rows that nobody has changed yet, the place says which came first.
      const text = sql`select singleton_key as id from pgboss.job where name = 'fetch' order by ctid`
      throw await executor.execute(text)
    })
    .catch((rows: readonly { id: string }[]) => [...rows].map(({ id }) => id))
  t.same(made, ['a', 'b', 'c'])
})

test('of redactions that are asked for at once, none waits for a look', async t => {
  const databaseUrl = await freshPostgres(t)
  if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const database = await openDatabase({ url: databaseUrl })
  t.teardown(() => database.close())
  await migrate(database)
  // No worker looks by itself: what nobody wakes it for is never done.
  const { setTimeout } = globalThis
  const withoutLooks = (run: () => void, milliseconds = 0) =>
    setTimeout(run, milliseconds > 1_000 && milliseconds <= 5_000 ? forEver : milliseconds)
  t.intercept(globalThis, 'setTimeout', { value: withoutLooks })
  const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  const all = ['1', '2', '3'].map(id => ({ controllerId, id }))
  let begun = 0
  let end = () => {}
  const ended = new Promise<void>(resolve => {
    end = resolve
  })
  const nothing = { transaction: async () => null, run: async () => [] }
  const services = {
    ...{ database, administration: { database: nothing }, adapters: new Map() },
    clock: () => new Date(),
    elapsed: () => {
      begun += 1
      if (begun === all.length) end()
      return 0
    },
  }
  const queue = await createBossQueue({
    ...{ database, databaseUrl },
    services: () => services as never,
  })
  await queue.start()
  t.teardown(() => queue.stop())
  await database.transaction(async executor => {
    for (const each of all) await queue.enqueueRedaction(executor, each)
  })
  await ended
  t.equal(begun, all.length)
})
