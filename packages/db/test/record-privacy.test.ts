import { addIntegration, createController, createStore } from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, deliveryOf, keyring, personOf, receivedAt } from './helpers/fixtures.ts'
import { rows } from './helpers/rows.ts'

const canaries = [
  'jane.canary@example.com',
  'cus_canary_1',
  '+15550100199',
  'whsec_canary',
  'refresh_canary',
  'cursor_canary',
]

test('no table holds a personal value or a secret in clear', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
    const { store, administration, close } = createStore(database, context)
    const actor = { type: 'operator', id: null }
    const { controller, dxKey } = await createController(administration, actor, { name: 'Example' })
    const integrationId = await addIntegration(administration, actor, {
      controllerId: controller.id,
      adapter: 'stripe',
      label: 'Shop',
      settings: { signingSecret: 'whsec_canary' },
      accounts: [],
    })
    const ref = { controllerId: controller.id, id: integrationId }
    await store.sessions.saveToken(ref, { value: 'token', refresh: 'refresh_canary' })
    await store.sessions.saveState(ref, { cursor: 'cursor_canary' })
    await store.record([
      deliveryOf(controller, {
        integrationId,
        activities: [
          activityOf(controller, {
            keys: ['evt_1'],
            people: [
              personOf(
                controller,
                ['cus_canary_1', 'jane.canary@example.com', '+15550100199'],
                canaries,
              ),
            ],
          }),
        ],
      }),
    ])
    await close()

    const dump = await everything()
    t.match(dump, integrationId, 'the dump is one')
    for (const canary of [...canaries, dxKey.key]) {
      for (const form of [
        canary,
        Buffer.from(canary).toString('hex'),
        Buffer.from(canary).toString('base64'),
      ]) {
        t.notOk(dump.includes(form), canary)
      }
    }

    async function everything(): Promise<string> {
      const tables = await rows<{ name: string }>(
        database,
        sql`select quote_ident(relname) as name from pg_class
          where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      )
      const contents = await Promise.all(
        tables.map(({ name }) =>
          rows(database, sql.raw(`select row_to_json(t)::text as row from ${name} t`)),
        ),
      )
      return JSON.stringify(contents)
    }
  })
})
