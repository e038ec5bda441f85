import { type Database, openDatabase } from '@conduit/db'
import type { Test } from 'tap'
import { freshPostgres, openInMemory } from './services.ts'

/** Runs the same on PGlite and on PostgreSQL. */
export async function onBoth(
  t: Test,
  run: (t: Test, database: Database) => Promise<void>,
): Promise<void> {
  await t.test('pglite', async t => run(t, await openInMemory()))
  await t.test('postgres', async t => {
    const url = await freshPostgres(t)
    if (url === null) return t.plan(0, 'no server: PostgreSQL')
    await run(t, await openDatabase({ url }))
  })
}
