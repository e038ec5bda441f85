import { createStore, type Database, listAuditEntries } from '@conduit/db'
import {
  addEntry,
  articleThirtyRecord,
  type Drift,
  daysBefore,
  observedFlows,
  removeEntry,
  updateEntry,
} from '@conduit/db/processing-record'
import type { PiiCategory } from '@conduit/privacy'
import { test } from 'tap'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, deliveryOf, keyring } from './helpers/fixtures.ts'
import { daysAgo, idAt, keeperOn, now } from './helpers/kept.ts'

const actor = { type: 'api_key', id: null } as const

/** A controller whose integrations brought something some days ago. */
async function sceneOn(database: Database) {
  const keeper = await keeperOn(database, () => now)
  const { administration, controller, controllerId, connect } = keeper
  const see = async (
    integrationId: string,
    days: number,
    categories: readonly PiiCategory[],
    more: Parameters<typeof activityOf>[1] = {},
  ) => {
    // Each as a server that has just started: it knows no set of fields.
    const { store, close } = createStore(database, {
      ...{ keyring, now: () => now, onWaiting: async () => undefined },
    })
    const id = idAt(daysAgo(days))
    const fields = categories.map(category => ({ path: `/${category}`, category, person: null }))
    const activities = [activityOf(controller, { id, fields, ...more })]
    await store.record([
      deliveryOf(controller, { id, integrationId, receivedAt: daysAgo(days), activities }),
    ])
    await close()
  }
  const declare = (
    name: string,
    definition: object = {},
    role: 'controller' | 'processor' = 'controller',
  ) => addEntry(administration, actor, { controllerId, role }, { name, ...definition })
  const record = (role: 'controller' | 'processor' = 'controller') =>
    articleThirtyRecord(database, controllerId, role, now)
  return { administration, controllerId, connect, see, declare, record }
}

const told = (drift: readonly Drift[]) => drift.map(({ kind, category }) => `${kind} ${category}`)

test('what was seen is told by integration and meaning', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { controllerId, connect, see } = await sceneOn(database)
    const [shop, till] = [await connect(), await connect()]
    await see(shop, 40, ['email'])
    await see(shop, 5, ['email', 'name', 'name'])
    await see(shop, 3, ['email'], { verification: 'unsigned' })
    await see(shop, 2, ['payment'], { meaning: 'transaction' })
    await see(till, 1, [])
    const found = await observedFlows(database, controllerId, daysBefore(now, 30))
    t.same(
      found.map(({ integrationId }) => integrationId),
      [shop, till],
    )
    const [ofShop, ofTill] = found
    t.match(ofShop?.flows, [
      {
        ...{ meaning: 'subject.updated', activities: 2 },
        ...{ firstAt: daysAgo(5), lastAt: daysAgo(3) },
        categories: [
          { of: 'email', activities: 2, firstAt: daysAgo(5), lastAt: daysAgo(3) },
          { of: 'name', activities: 1, lastAt: daysAgo(5) },
        ],
        verifications: [
          { of: 'signed', activities: 1 },
          { of: 'unsigned', activities: 1, lastAt: daysAgo(3) },
        ],
      },
      { meaning: 'transaction', activities: 1, categories: [{ of: 'payment' }] },
    ])
    t.match(ofTill, { isWhole: true, flows: [{ activities: 1, categories: [] }] })
    t.equal(ofTill?.flows.length, 1)
  })
})

test('what is declared stands beside what is seen, and where they differ', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration, connect, controllerId, declare, record, see } = await sceneOn(database)
    const [shop, till, old] = [await connect(), await connect(), await connect()]
    await see(shop, 5, ['email', 'date_of_birth'])
    await see(till, 5, ['email'])
    await see(old, 100, ['email'])
    const orders = await declare('Orders', {
      integrationIds: [shop],
      categories: ['email', 'phone'],
    })
    const { entries, undeclared } = await record()
    t.same(
      entries.map(({ drift }) => told(drift)),
      [['seen_not_declared date_of_birth', 'declared_not_seen phone']],
    )
    t.same(entries[0]?.drift[0]?.integrationId, shop)
    t.same(
      undeclared.map(({ integrationId }) => integrationId),
      [till],
    )
    const ref = { controllerId, id: orders.id }
    await updateEntry(administration, actor, ref, {
      categories: ['email'],
      leftAsDeclared: [{ category: 'date_of_birth', reason: 'sent by mistake, being mended' }],
    })
    await declare('Till', { integrationIds: [till], categories: [] })
    await declare('News', { integrationIds: [shop, till], categories: ['email'] })
    const after = await record()
    t.same(
      after.entries.map(({ drift }) => told(drift)),
      [[], [], []],
    )
    t.same(after.undeclared, [])
    t.match(after.entries[0]?.declared, { version: 2, name: 'Orders' })
    const processor = await record('processor')
    t.same(processor.entries, [], 'the record of a processor is another one')
    t.equal(processor.undeclared.length, 2)
    await removeEntry(administration, actor, ref)
    t.same((await record()).entries.length, 2)
    const log = await listAuditEntries(
      database,
      { controllerIds: [controllerId], objectId: orders.id },
      { first: 10 },
    )
    t.same(
      log.edges.map(({ node }) => node.action),
      ['processing_entry.removed', 'processing_entry.updated', 'processing_entry.created'],
    )
  })
})

test('an entry that cannot be is refused with all that is wrong', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration, connect, controllerId, declare } = await sceneOn(database)
    const pointersOf = async (definition: object) => {
      const error = await declare('Orders', definition).then(
        () => null,
        (thrown: { faults: readonly { pointer: string }[] }) => thrown,
      )
      return error?.faults.map(({ pointer }) => pointer)
    }
    t.same(await pointersOf({ name: ' ' }), ['/name'])
    t.same(
      await pointersOf({
        categories: ['email', 'email'],
        dpiaUrl: 'javascript:alert(1)',
        purposes: Array.from({ length: 101 }, (_, index) => `purpose ${index}`),
        transfers: [{ country: 'usa', recipient: null, safeguard: null }],
        leftAsDeclared: [{ category: 'email', reason: ' ' }],
      }),
      ['/purposes', '/categories', '/dpiaUrl', '/transfers/0/country', '/leftAsDeclared/0/reason'],
    )
    t.same(
      await pointersOf({
        ...{ name: 'n'.repeat(201), recipients: ['Example Ltd', 'r'.repeat(201)] },
        contact: 'c'.repeat(1001),
      }),
      ['/name', '/recipients/1', '/contact'],
    )
    const lines = await declare('Lines', { contact: 'Example Ltd\r\n1 Example Street\u0000' })
    t.equal(lines.contact, 'Example Ltd\n1 Example Street\ufffd')
    const elsewhere = await sceneOn(database)
    const foreign = await elsewhere.connect()
    await t.rejects(declare('Orders', { integrationIds: [foreign] }), { code: 'not_found' })
    const { id } = await declare('Orders', { integrationIds: [await connect()] })
    await t.rejects(declare('Orders'), { code: 'conflict' })
    await t.resolves(declare('Orders', {}, 'processor'))
    const other = await declare('Others')
    const ref = { controllerId, id: other.id }
    await t.rejects(updateEntry(administration, actor, ref, { name: 'Orders' }), {
      code: 'conflict',
    })
    const stranger = { controllerId: elsewhere.controllerId, id }
    await t.rejects(updateEntry(administration, actor, stranger, {}), { code: 'not_found' })
    await t.rejects(removeEntry(administration, actor, stranger), { code: 'not_found' })
  })
})
