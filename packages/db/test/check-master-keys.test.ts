import { addIntegration, checkMasterKeys, createController, createStore } from '@conduit/db'
import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { keyring, receivedAt } from './helpers/fixtures.ts'

const ringOf = (...ids: string[]) =>
  createKeyring(parseMasterKeys(ids.map(id => `${id}:${generateMasterKey()}`).join(',')))
const fine = { missing: [], wrong: [] }

test('a database knows the keys that it was opened with', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const check = (ring: typeof keyring) => checkMasterKeys(database, ring, receivedAt)
    t.same(await check(keyring), fine)
    t.same(await check(keyring), fine)
    t.same(await check(ringOf('k2', 'k1')), { missing: [], wrong: ['k2', 'k1'] })
    t.same(await check(ringOf('k1')), { missing: ['k2'], wrong: ['k1'] })
    t.same(await check(ringOf('k3')), { missing: ['k2', 'k1'].sort(), wrong: [] })
    t.same(await check(keyring), fine, 'and what was refused is not noted')
  })
})

test('a database that was filled before keys were noted is opened by its own alone', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
    const { administration, close } = createStore(database, context)
    const actor = { type: 'operator', id: null }
    const { controller } = await createController(administration, actor, { name: 'Example' })
    await addIntegration(administration, actor, {
      controllerId: controller.id,
      adapter: 'stripe',
      label: 'Shop',
      settings: { signingSecret: 'invented' },
      accounts: [],
    })
    await close()
    await asAct(database, executor => executor.execute(sql`delete from master_keys`))
    t.match(await checkMasterKeys(database, ringOf('k2'), receivedAt), { wrong: ['k2'] })
    t.match(await checkMasterKeys(database, ringOf('k9'), receivedAt), { wrong: ['k9'] })
    t.same(await checkMasterKeys(database, keyring, receivedAt), fine)
  })
})
