import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { decodeId } from '@conduit/core/host'
import { openDatabase } from '@conduit/db'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { restoreCheck } from '@conduit/server'
import { t as root, test } from 'tap'
import { makeController } from './support/controllers.ts'
import type { ErasePeople } from './support/erase-people.ts'
import { erasingScene } from './support/erasing-scene.ts'
import { addIntegration } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'

root.setTimeout(300_000)

/** People of each. */
const each = 16
const script = fileURLToPath(new URL('support/erase-people.js', import.meta.url))

test('two servers of one database write into one ledger, and no entry is lost', async t => {
  const url = await freshPostgres(t)
  if (url === null) return t.plan(0, 'no server: PostgreSQL')
  const key = generateMasterKey()
  const ledger = join(t.testdir(), 'erasure-ledger.txt')
  const keyring = createKeyring(parseMasterKeys(key))
  const scene = await erasingScene(t, await openDatabase({ url }), { keyring })
  const { app } = scene
  const { id: other } = await makeController(app)
  const { webhookUrl } = await addIntegration(app, other, 'club', { host: 'two.example.com' })
  const { pathname, search } = new URL(webhookUrl ?? '')
  const place = await scene.club('one.example.com')
  for (let n = 0; n < each; n += 1) {
    const member = { id: `m${n}-known`, email: `member${n}@example.com` }
    await scene.join(place, member)
    const told = { url: pathname + search, payload: { id: `other call ${n}`, member } }
    const proof = { 'x-proof': 'good' }
    t.equal((await app.http.inject({ method: 'POST', headers: proof, ...told })).statusCode, 200)
  }
  // People of one controller wait for each other as it is.
  const controllers = [place.ref.controllerId, decodeId('controller', other)?.id ?? '']
  await Promise.all(
    controllers.map(async controllerId => {
      const people = await rowsOf<{ id: string }>(
        app,
        `select id::text as id from data_subjects where controller_id = '${controllerId}' order by id`,
      )
      t.equal(people.length, each)
      const ids = people.map(({ id }) => id)
      const what: ErasePeople = { url, key, ledger, controllerId, people: ids }
      await promisify(execFile)(process.execPath, [script, JSON.stringify(what)])
    }),
  )
  const env = {
    ...{ DATABASE_URL: url, CONDUIT_MASTER_KEY: key },
    CONDUIT_ERASURE_LEDGER: ledger,
  }
  t.match(await restoreCheck({ env, cwd: t.testdirName, ledgers: [], isApplied: false }), {
    ...{ erasures: 2 * each, people: 0, keys: 0, identifiers: 0 },
    ...{ unsigned: 0, gaps: 0, unlisted: 0 },
  })
})
