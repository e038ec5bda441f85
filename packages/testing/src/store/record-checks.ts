import assert from 'node:assert/strict'
import { keyOf, newActivity, newDelivery } from './records.ts'
import { type StoreCheck, storeCheck } from './store-check.ts'

/** Deliveries and their repetitions. */
export const recordChecks: readonly StoreCheck[] = [
  storeCheck(
    'a new delivery is recorded under its id',
    async ({ store, integration, activities }) => {
      const delivery = newDelivery(integration, [
        newActivity([keyOf(integration, 'a')]),
        newActivity([keyOf(integration, 'b')], { position: 1 }),
      ])
      const outcome = { outcome: 'recorded', deliveryId: delivery.id, recorded: 2 }
      assert.deepEqual(await store.record([delivery]), [outcome])
      const recorded = await activities(integration.controller.id)
      assert.deepEqual(
        recorded.map(({ id, deliveryId }) => [id, deliveryId]),
        delivery.activities.map(({ id }) => [id, delivery.id]),
      )
    },
  ),
  storeCheck(
    'a repetition is known by any one key, and named as it was first',
    async ({ store, integration, activities }) => {
      const [a, b, c] = ['a', 'b', 'c'].map(key => keyOf(integration, key))
      assert.ok(a !== undefined && b !== undefined && c !== undefined)
      const first = newDelivery(integration, [newActivity([a, b])])
      await store.record([first])
      const duplicate = { outcome: 'duplicate', deliveryId: first.id, recorded: 0 }
      for (const keys of [[c, b], [c]]) {
        const again = newDelivery(integration, [newActivity(keys)])
        assert.deepEqual(await store.record([again]), [duplicate])
      }
      assert.equal((await activities(integration.controller.id)).length, 1)
    },
  ),
  storeCheck(
    'the store says which keys it has seen, and with which delivery',
    async ({ store, integration }) => {
      const [a, b, c] = ['a', 'b', 'c'].map(key => keyOf(integration, key))
      assert.ok(a !== undefined && b !== undefined && c !== undefined)
      const first = newDelivery(integration, [newActivity([a, b])])
      await store.record([first])
      const seen = await store.seen(integration.controller.id, [a, b, c])
      assert.deepEqual(
        [...seen].sort(),
        [
          [a, first.id],
          [b, first.id],
        ].sort(),
      )
      assert.equal((await store.seen(integration.controller.id, [])).size, 0)
    },
  ),
  storeCheck(
    'of a delivery that is known in part the rest is recorded',
    async ({ store, integration, activities }) => {
      const known = () => newActivity([keyOf(integration, 'a')])
      await store.record([newDelivery(integration, [known()])])
      const mixed = newDelivery(integration, [
        known(),
        newActivity([keyOf(integration, 'c')], { position: 1 }),
      ])
      const [outcome] = await store.record([mixed])
      assert.deepEqual(outcome, { outcome: 'recorded', deliveryId: mixed.id, recorded: 1 })
      assert.equal((await activities(integration.controller.id)).length, 2)
    },
  ),
  storeCheck(
    'a delivery without events is known by its own keys',
    async ({ store, integration }) => {
      const keys = [keyOf(integration, 'delivery')]
      const first = newDelivery(integration, [], { keys, ignored: 1 })
      assert.deepEqual(await store.record([first]), [
        { outcome: 'ignored', deliveryId: first.id, recorded: 0 },
      ])
      assert.deepEqual(await store.record([newDelivery(integration, [], { keys })]), [
        { outcome: 'duplicate', deliveryId: first.id, recorded: 0 },
      ])
    },
  ),
  storeCheck('one with neither keys nor events is not kept', async scene => {
    const { store, integration, deliveries } = scene
    const outcome = { outcome: 'recorded', deliveryId: null, recorded: 0 }
    assert.deepEqual(await store.record([newDelivery(integration, [])]), [outcome])
    assert.deepEqual(await deliveries(integration.controller.id), [])
  }),
  storeCheck('without keys every arrival counts', async ({ store, integration, activities }) => {
    for (let i = 0; i < 2; i++) {
      const [outcome] = await store.record([newDelivery(integration, [newActivity([])])])
      assert.equal(outcome?.outcome, 'recorded')
    }
    assert.equal((await activities(integration.controller.id)).length, 2)
  }),
  storeCheck('twenty at the same time are one', async ({ store, integration, activities }) => {
    const copies = Array.from({ length: 20 }, () =>
      store.record([newDelivery(integration, [newActivity([keyOf(integration, 'a')])])]),
    )
    const outcomes = (await Promise.all(copies)).flat()
    assert.equal(outcomes.filter(({ outcome }) => outcome !== 'duplicate').length, 1)
    assert.equal(new Set(outcomes.map(({ deliveryId }) => deliveryId)).size, 1)
    assert.equal((await activities(integration.controller.id)).length, 1)
  }),
]
