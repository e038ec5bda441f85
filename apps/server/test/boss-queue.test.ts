import { migrate, openDatabase } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { createBossQueue } from '../src/jobs/boss-queue.ts'
import { freshPostgres } from './support/services.ts'

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
