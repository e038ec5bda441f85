import { openDatabase } from '@conduit/db'
import { t as root, test } from 'tap'
import { playAll } from './support/play-all.ts'
import { freshPostgres } from './support/services.ts'

const limits = { timeout: 120_000 }
// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(limits.timeout)

test('every recording over HTTP, read back by GraphQL: PostgreSQL', limits, async t => {
  const url = await freshPostgres(t)
  if (url === null) {
    const why = 'no PostgreSQL can be reached'
    return process.env.CI === 'true' ? t.fail(why) : t.plan(0, why)
  }
  const database = await openDatabase({ url })
  try {
    await playAll(t, database)
  } finally {
    await database.close()
  }
})
