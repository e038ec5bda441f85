import { createStore, type Database, sweep } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { seenKeys } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, controllerOf, deliveryOf, keyring } from './helpers/fixtures.ts'
import { countOf } from './helpers/rows.ts'

// By the real clock: it is compared with the database's.
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)

/** Records an event as if it had come then. */
async function recordAt(database: Database, at: Date): Promise<void> {
  const { store, close } = createStore(database, {
    keyring,
    now: () => at,
    onWaiting: async () => undefined,
  })
  const controller = controllerOf()
  const activity = activityOf(controller, { keys: [uuidv7()] })
  await store.record([deliveryOf(controller, { activities: [activity] })])
  await close()
}

/** As if it had been swept so many days ago for the last time. */
async function lastSweptDaysAgo(database: Database, days: number): Promise<void> {
  await database.run(executor =>
    executor.execute(
      sql`update sweep_marks set swept_at = now() - ${days}::int * interval '1 day'`,
    ),
  )
}

test('what is over is swept day by day', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await recordAt(database, inDays(-91))
    await recordAt(database, inDays(-89))
    t.equal(await sweep(database, inDays(0)), true)
    t.equal(await countOf(database, seenKeys), 1)
    await lastSweptDaysAgo(database, 1)
    t.equal(await sweep(database, inDays(0)), true, 'a day later')
    t.equal(await sweep(database, inDays(-1)), true, 'a clock that was set back')
    t.equal(await countOf(database, seenKeys), 1)
  })
})

test('a clock far ahead of the database’s sweeps nothing, however often', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await recordAt(database, inDays(-1))
    for (let day = 0; day < 20; day += 1) {
      t.equal(await sweep(database, inDays(90 + day)), false)
    }
    t.equal(await countOf(database, seenKeys), 1)
    t.equal(await sweep(database, inDays(0)), true, 'set right it is believed at once')
  })
})

test('a clock that has jumped is followed by a week a day, and sweeps nothing meanwhile', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await recordAt(database, inDays(-91))
    // To the embedded database its clock and the server's are one: only the mark tells.
    await lastSweptDaysAgo(database, 90)
    let days = 1
    while (!(await sweep(database, inDays(0)))) {
      t.equal(await countOf(database, seenKeys), 1)
      days += 1
    }
    t.equal(days, 14)
    t.equal(await countOf(database, seenKeys), 0)
  })
})
