import { join } from 'node:path'
import { openDatabase } from '@conduit/db'
import { dumpRows } from '@conduit/local-postgres'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { restoreCheck } from '@conduit/server'
import { t as root, test } from 'tap'
import { callRedact } from './support/call-redact.ts'
import { ada, bo, erasingScene, known } from './support/erasing-scene.ts'
import { restore } from './support/restore.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'

root.setTimeout(600_000)

test('a database of before an erasure is checked, and erased anew', async t => {
  const [url, restoredUrl] = [await freshPostgres(t), await freshPostgres(t)]
  if (url === null || restoredUrl === null) return t.plan(0, 'no server: PostgreSQL')
  const key = generateMasterKey()
  const erasureLedger = join(t.testdir(), 'erasure-ledger.txt')
  const scene = await erasingScene(t, await openDatabase({ url }), {
    keyring: createKeyring(parseMasterKeys(key)),
    erasureLedger,
  })
  const { one, two } = await known(scene)
  await scene.join(one, bo)
  await scene.join(two, bo)
  const requestId = await scene.request(ada.email)
  const backup = await dumpRows(url)
  const id = await scene.run(requestId)
  t.equal((await scene.look(id)).state, 'completed')
  t.equal(await scene.personBy(ada.email), '')
  const called = { subject: { email: bo.email }, requestId: 'one' }
  t.equal((await callRedact(scene.app, one.redactUrl, called)).status, 200)
  await scene.settle()

  await restore(restoredUrl, backup)
  const check = (databaseUrl: string, isApplied = false) =>
    restoreCheck({
      env: {
        ...{ DATABASE_URL: databaseUrl, CONDUIT_MASTER_KEY: key },
        CONDUIT_ERASURE_LEDGER: erasureLedger,
      },
      cwd: t.testdirName,
      ledgers: [],
      isApplied,
    })
  const nothing = { people: 0, keys: 0, identifiers: 0, merged: 0, unsigned: 0, gaps: 0 }
  t.match(await check(url), { erasures: 2, ...nothing, unlisted: 0 }, 'where they were erased')
  const found = await check(restoredUrl)
  t.match(found, { erasures: 2, people: 2, keys: 1, erased: 0, gaps: 0, unsigned: 0 })
  t.ok(found.identifiers > 0)
  t.ok((found.rows.activities ?? 0) > 0)
  t.same(await check(restoredUrl), found, 'a look changes nothing')
  t.match(await check(restoredUrl, true), { people: 2, erased: 2, held: 0 })
  t.match(await check(restoredUrl), { erasures: 2, ...nothing, unlisted: 0 })
  const restored = await openDatabase({ url: restoredUrl })
  t.teardown(() => restored.close())
  const left = await rowsOf<{ place: string }>(
    { ...scene.app, database: restored },
    'select distinct integration_id::text as place from platform_refs order by 1',
  )
  t.same(left, [{ place: two.ref.id }], 'whom one club had erased is still known at the other')

  await scene.join(one, { ...bo, id: 'b9-known' })
  t.match(await check(url), { ...nothing, unlisted: 0 }, 'who joins again is no matter of a backup')
})
