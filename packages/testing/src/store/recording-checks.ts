import assert from 'node:assert/strict'
import { keyOf, newActivity, newDelivery, newPerson } from './records.ts'
import { type StoreCheck, storeCheck } from './store-check.ts'

/** Deliveries, their repetitions, and their people. */
export const recordChecks: readonly StoreCheck[] = [
  storeCheck(
    'a new delivery is recorded under its id',
    async ({ store, connection, activities }) => {
      const delivery = newDelivery(connection, [
        newActivity([keyOf('a')]),
        newActivity([keyOf('b')], { position: 1 }),
      ])
      const outcome = { deliveryId: delivery.id, duplicate: false, recorded: 2 }
      assert.deepEqual(await store.record([delivery]), [outcome])
      const recorded = await activities(connection.controller.id)
      assert.deepEqual(
        recorded.map(({ id, deliveryId }) => [id, deliveryId]),
        delivery.activities.map(({ id }) => [id, delivery.id]),
      )
    },
  ),
  storeCheck(
    'a repetition is known by any one key, and named as it was first',
    async ({ store, connection, activities }) => {
      const first = newDelivery(connection, [newActivity([keyOf('a'), keyOf('b')])])
      await store.record([first])
      const again = newDelivery(connection, [newActivity([keyOf('new'), keyOf('b')])])
      const outcome = { deliveryId: first.id, duplicate: true, recorded: 0 }
      assert.deepEqual(await store.record([again]), [outcome])
      assert.equal((await activities(connection.controller.id)).length, 1)
    },
  ),
  storeCheck(
    'of a delivery that is known in part the rest is recorded',
    async ({ store, connection, activities }) => {
      await store.record([newDelivery(connection, [newActivity([keyOf('a')])])])
      const mixed = newDelivery(connection, [
        newActivity([keyOf('a')]),
        newActivity([keyOf('c')], { position: 1 }),
      ])
      const [outcome] = await store.record([mixed])
      assert.deepEqual(outcome, { deliveryId: mixed.id, duplicate: false, recorded: 1 })
      assert.equal((await activities(connection.controller.id)).length, 2)
    },
  ),
  storeCheck(
    'a delivery without events is known by its own keys',
    async ({ store, connection }) => {
      const first = newDelivery(connection, [], { keys: [keyOf('delivery')] })
      const again = newDelivery(connection, [], { keys: [keyOf('delivery')] })
      assert.deepEqual(await store.record([first]), [
        { deliveryId: first.id, duplicate: false, recorded: 0 },
      ])
      assert.deepEqual(await store.record([again]), [
        { deliveryId: first.id, duplicate: true, recorded: 0 },
      ])
    },
  ),
  storeCheck('one with neither keys nor events is not kept', async ({ store, connection }) => {
    const outcome = { deliveryId: null, duplicate: false, recorded: 0 }
    assert.deepEqual(await store.record([newDelivery(connection, [])]), [outcome])
  }),
  storeCheck('without keys every arrival counts', async ({ store, connection, activities }) => {
    for (let i = 0; i < 2; i++) {
      const [outcome] = await store.record([newDelivery(connection, [newActivity([])])])
      assert.equal(outcome?.duplicate, false)
    }
    assert.equal((await activities(connection.controller.id)).length, 2)
  }),
  storeCheck('twenty at the same time are one', async ({ store, connection, activities }) => {
    const copies = Array.from({ length: 20 }, () =>
      store.record([newDelivery(connection, [newActivity([keyOf('a')])])]),
    )
    const outcomes = (await Promise.all(copies)).flat()
    assert.equal(outcomes.filter(({ duplicate }) => !duplicate).length, 1)
    assert.equal(new Set(outcomes.map(({ deliveryId }) => deliveryId)).size, 1)
    assert.equal((await activities(connection.controller.id)).length, 1)
  }),
  storeCheck(
    'a data subject is found again by a token',
    async ({ store, connection, activities }) => {
      const about = (...emails: readonly string[]) =>
        newActivity([], { people: [newPerson(connection, ...emails)] })
      await store.record([newDelivery(connection, [about('ada@example.com')])])
      await store.record([newDelivery(connection, [about('bo@example.com')])])
      await store.record([newDelivery(connection, [about('ada@example.com', 'ada@example.org')])])
      await store.record([newDelivery(connection, [about('ada@example.org')])])
      const subjects = (await activities(connection.controller.id)).map(each => each.subjects)
      const [ada, bo, both, later] = subjects
      assert.deepEqual(
        subjects.map(each => each.length),
        [1, 1, 1, 1],
      )
      assert.deepEqual([both, later], [ada, ada])
      assert.notDeepEqual(bo, ada)
    },
  ),
  storeCheck(
    'several people of one event stay several; who has no token is none',
    async ({ store, connection, activities }) => {
      const people = [
        newPerson(connection, 'ada@example.com'),
        newPerson(connection),
        newPerson(connection, 'bo@example.com'),
      ]
      await store.record([newDelivery(connection, [newActivity([], { people })])])
      const [activity] = await activities(connection.controller.id)
      assert.equal(new Set(activity?.subjects).size, 2)
    },
  ),
  storeCheck('controllers share nobody', async ({ store, connection, connections, activities }) => {
    const [, { controllerId, id }] = connections
    const other = await store.connection(controllerId, id)
    assert.ok(other !== null)
    const deliveries = [connection, other].map(each =>
      newDelivery(each, [newActivity([], { people: [newPerson(each, 'ada@example.com')] })]),
    )
    assert.equal((await store.record(deliveries)).length, 2)
    const [one] = await activities(connection.controller.id)
    const [two] = await activities(controllerId)
    assert.ok(one !== undefined && two !== undefined)
    assert.notDeepEqual(one.subjects, two.subjects)
  }),
]
