import assert from 'node:assert/strict'
import type { DeliveryRecord, StoredIntegration } from '@conduit/core/host'
import { keyOf, newActivity, newDelivery, newQuarantine } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck, suiteQuarantine } from './store-check.ts'

/** Deliveries of which something failed, and those that come in pieces. */
export const deliveryChecks: readonly StoreCheck[] = [
  storeCheck('a delivery of which all failed is kept in quarantine, once', async scene => {
    const first = failed(scene, [])
    assert.deepEqual(await scene.store.record([first]), [
      { outcome: 'quarantined', deliveryId: first.id, recorded: 0 },
    ])
    assert.deepEqual(await scene.store.record([failed(scene, [])]), [
      { outcome: 'duplicate', deliveryId: first.id, recorded: 0 },
    ])
    assert.deepEqual(await deliveriesOf(scene), [
      { id: first.id, activities: 0, ignored: 0, rejected: 1, isQuarantined: true },
    ])
  }),
  storeCheck('what failed is kept although the event beside it is known, once', async scene => {
    const { store, integration } = scene
    const first = newDelivery(integration, [newActivity([keyOf(integration, 'good')])])
    await store.record([first])
    const second = failed(scene, ['good'])
    assert.deepEqual(await store.record([second]), [
      { outcome: 'partial', deliveryId: second.id, recorded: 0 },
    ])
    const [again] = await store.record([failed(scene, ['good'])])
    assert.equal(again?.outcome, 'duplicate')
    assert.deepEqual(await deliveriesOf(scene), [
      { id: first.id, activities: 1, ignored: 0, rejected: 0, isQuarantined: false },
      { id: second.id, activities: 0, ignored: 0, rejected: 1, isQuarantined: true },
    ])
  }),
  storeCheck(
    'a full quarantine counts what it does not keep, and answers as before',
    async scene => {
      const { store, integration, integrations } = scene
      const other = await store.integration({
        controllerId: integrations[1].controllerId,
        id: integrations[1].id,
      })
      assert.ok(other !== null)
      const { rows, bytes } = suiteQuarantine
      const record = async (of: StoredIntegration, name: string, size = 1) => {
        const delivery = newDelivery(of, [], {
          keys: [keyOf(of, name)],
          rejected: 1,
          quarantine: newQuarantine(Buffer.alloc(size)),
        })
        const [became] = await store.record([delivery])
        assert.equal(became?.outcome, 'quarantined')
        return became.isLeftOut === true
      }
      for (let index = 0; index < rows; index += 1) {
        assert.equal(await record(integration, `row ${index}`), false)
      }
      assert.equal(await record(integration, 'one row more'), true)
      assert.equal(await record(other, 'too large', bytes + 1), true)
      assert.equal(await record(other, 'of another', bytes), false)
      assert.equal(await record(other, 'one byte more', 1), true)
      const kept = (await deliveriesOf(scene)).filter(({ isQuarantined }) => isQuarantined)
      assert.equal(kept.length, rows)
      const event = newDelivery(integration, eventsOf(scene, ['fine']))
      const [became] = await store.record([event])
      assert.deepEqual(became, { outcome: 'recorded', deliveryId: event.id, recorded: 1 })
    },
  ),
  storeCheck('the pieces of a delivery make one', async scene => {
    const { store, integration, activities } = scene
    const { id } = newDelivery(integration, [])
    const pieces = [
      newDelivery(integration, eventsOf(scene, ['a', 'b']), { id, ignored: 2 }),
      newDelivery(integration, eventsOf(scene, ['c']), { id }),
      { ...failed(scene, ['d']), id },
    ]
    const outcomes = []
    for (const piece of pieces) outcomes.push(...(await store.record([piece])))
    assert.deepEqual(outcomes, [
      { outcome: 'recorded', deliveryId: id, recorded: 2 },
      { outcome: 'recorded', deliveryId: id, recorded: 1 },
      { outcome: 'partial', deliveryId: id, recorded: 1 },
    ])
    assert.deepEqual(await deliveriesOf(scene), [
      { id, activities: 4, ignored: 2, rejected: 1, isQuarantined: true },
    ])
    const recorded = await activities(integration.controller.id)
    assert.deepEqual(new Set(recorded.map(({ deliveryId }) => deliveryId)), new Set([id]))
  }),
  storeCheck('pieces that come again add what the first time was lost', async scene => {
    const { store, integration } = scene
    const first = newDelivery(integration, eventsOf(scene, ['a', 'b']))
    await store.record([first])
    const { id } = newDelivery(integration, [])
    const [known] = await store.record([
      newDelivery(integration, eventsOf(scene, ['a', 'b']), { id }),
    ])
    assert.deepEqual(known, { outcome: 'duplicate', deliveryId: first.id, recorded: 0 })
    const [rest] = await store.record([newDelivery(integration, eventsOf(scene, ['c']), { id })])
    assert.deepEqual(rest, { outcome: 'recorded', deliveryId: id, recorded: 1 })
    assert.deepEqual(
      (await deliveriesOf(scene)).map(delivery => [delivery.id, delivery.activities]),
      [
        [first.id, 2],
        [id, 1],
      ],
    )
  }),
]

/** A delivery of these events with one more that failed. */
function failed(scene: StoreScene, keys: readonly string[]): DeliveryRecord {
  const { integration } = scene
  return newDelivery(integration, eventsOf(scene, keys), {
    keys: [keyOf(integration, 'the bytes')],
    rejected: 1,
    quarantine: newQuarantine(),
  })
}

function eventsOf({ integration }: StoreScene, keys: readonly string[]) {
  return keys.map((key, position) => newActivity([keyOf(integration, key)], { position }))
}

function deliveriesOf({ deliveries, ref }: StoreScene) {
  return deliveries(ref.controllerId)
}
