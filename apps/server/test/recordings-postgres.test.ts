import { openDatabase } from '@conduit/db'
import { t as root, test } from 'tap'
import { playAll } from './support/play-all.ts'
import { freshPostgres } from './support/services.ts'

// Run as a program of its own, a test file has half a minute by default.
root.setTimeout(1_200_000)

test('every recording over HTTP, read back by GraphQL: PostgreSQL', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const database = await openDatabase({ url })
  try {
    await playAll(t, database)
  } finally {
    await database.close()
  }
})
