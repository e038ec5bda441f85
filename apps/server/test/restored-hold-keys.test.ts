import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeId } from '@conduit/core/host'
import { type Database, openDatabase } from '@conduit/db'
import { dumpRows, placeEmbeddedFiles } from '@conduit/local-postgres'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { restoreCheck } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { ada, erasingScene, known } from './support/erasing-scene.ts'
import { restore } from './support/restore.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'
import { tied } from './support/tied.ts'

root.setTimeout(900_000)

/** A database, and another place to which a backup of it is restored. */
interface Places {
  readonly database: Database
  /** Copies it there as it is now. */
  readonly backUp: () => Promise<void>
  /** How the environment names the other place. */
  readonly env: Readonly<Record<string, string>>
  readonly openRestored: () => Promise<Database>
}

const releasing = 'mutation($id: ID!) { releaseHold(id: $id) { hold { id } } }'

test('the key of a hold that comes back with a backup is destroyed again', async t => {
  await t.test('pglite', async t => {
    const [dataDir, restoredDir] = [join(t.testdir(), 'first'), join(t.testdirName, 'restored')]
    await placeEmbeddedFiles(dataDir)
    const database = await openDatabase({ dataDir })
    await comesBack(t, {
      database,
      backUp: async () => {
        await database.run(executor => executor.execute('checkpoint'))
        await cp(join(dataDir, 'pglite'), join(restoredDir, 'pglite'), { recursive: true })
      },
      env: { CONDUIT_DATA_DIR: restoredDir },
      openRestored: () => openDatabase({ dataDir: restoredDir }),
    })
  })
  await t.test('postgres', async t => {
    const [url, restoredUrl] = [await freshPostgres(t), await freshPostgres(t)]
    if (url === null || restoredUrl === null) return t.plan(0, 'no server: PostgreSQL')
    t.testdir()
    await comesBack(t, {
      database: await openDatabase({ url }),
      backUp: async () => restore(restoredUrl, await dumpRows(url)),
      env: { DATABASE_URL: restoredUrl },
      openRestored: () => openDatabase({ url: restoredUrl }),
    })
  })
})

async function comesBack(t: Test, { database, backUp, env, openRestored }: Places) {
  const key = generateMasterKey()
  const keyring = createKeyring(parseMasterKeys(key))
  const erasureLedger = join(t.testdirName, 'erasure-ledger.txt')
  const scene = await erasingScene(t, database, { keyring, erasureLedger })
  const { two } = await known(scene)
  const { placeHold } = await scene.hold({ integrationId: two.id })
  const id = await scene.run(await scene.request(ada.email))
  t.match(await scene.look(id), { state: 'completed', resumedAt: null })
  await backUp()
  await scene.query(releasing, placeHold.hold)
  await scene.settle()
  const { tasks, resumedAt } = await scene.look(id)
  t.not(resumedAt, null)
  t.notOk(scene.clubs.members.has(`two.example.com ${ada.id}`))
  const kept = tasks.filter(each => each.integration?.id === two.id)
  const ids = kept.map(each => decodeId('redactionTask', each.id)?.id).toSorted()

  const check = (isApplied = false) =>
    restoreCheck({
      env: { ...env, CONDUIT_MASTER_KEY: key, CONDUIT_ERASURE_LEDGER: erasureLedger },
      cwd: t.testdirName,
      ledgers: [],
      isApplied,
    })
  const nothing = { people: 0, keys: 0, identifiers: 0, merged: 0, unsigned: 0, gaps: 0 }
  const found = await check()
  t.match(found, { ...nothing, keys: 2, erased: 0, unlisted: 0 }, 'it is told')
  t.same(await check(), found, 'a look changes nothing')
  t.match(await check(true), { keys: 2, erased: 1 })
  t.match(await check(), nothing)

  const restored = await openRestored()
  const again = await erasingScene(t, restored, { keyring, erasureLedger })
  t.same(
    await rowsOf(
      again.app,
      `select t.id::text as id, target, outcome, reason, next_at,
        (select count(*)::int from hold_keys) as keys
      from redaction_tasks t where t.id in (${ids.map(each => `'${each}'`).join()}) order by t.id`,
    ),
    ids.map(each => {
      const ended = { outcome: 'erased', reason: 'erased_before', next_at: null }
      return { id: each, target: null, ...ended, keys: 0 }
    }),
    'with what it sealed, and nothing is to be done about it again',
  )
  t.same(
    await rowsOf(
      again.app,
      `select details ->> 'count' as count from audit_entries
        where action = 'redaction.hold_keys_destroyed' order by seq`,
    ),
    [{ count: '2' }],
  )
  t.same(await tied(again), [two.ref.id], 'its hold is back as well, and keeps our own rows')
  await again.app.graph(releasing, placeHold.hold)
  await again.settle()
  t.same(await tied(again), [], 'until it is released again')
}
