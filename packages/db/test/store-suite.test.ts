import {
  addIntegration,
  createController,
  createStore,
  type Database,
  listActivities,
} from '@conduit/db'
import { type MakeStoreUnderTest, storeSuite, testKeyring } from '@conduit/testing'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'

const actor = { type: 'system', id: null } as const

/** A store on an open database; each suite's check makes its own controllers. */
const onDatabase =
  (database: Database): MakeStoreUnderTest =>
  async wanted => {
    const { store, administration, close } = createStore(database, {
      keyring: testKeyring,
      now: () => new Date(),
      onWaiting: async () => undefined,
    })
    const connections = []
    for (const connection of wanted) {
      const { did, dxKey, adapter, settings, accounts } = connection
      const made = await createController(administration, actor, { name: 'Suite', did, dxKey })
      const controllerId = made.controller.id
      const input = { controllerId, adapter, label: 'suite', settings, accounts }
      const id = await addIntegration(administration, actor, input)
      connections.push({ ...connection, id, controllerId })
    }
    return {
      store,
      connections,
      activities: async controllerId => {
        const page = await listActivities(
          database,
          { controllerIds: [controllerId] },
          { first: 100 },
        )
        return page.edges.map(({ node }) => ({
          ...node,
          meaning: node.meaning as never,
          fields: node.fields.map(({ path, category, source }) => ({ path, category, source })),
          subjects: node.subjectIds,
        }))
      },
      close,
    }
  }

test('the store keeps what the port promises', async t => {
  await forEachDatabase(t, (t, { database }) => storeSuite(t, onDatabase(database)))
})
