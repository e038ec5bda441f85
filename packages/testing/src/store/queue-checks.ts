import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Completion, FetchedRecord, StoredIntegration, WantRecord } from '@conduit/core/host'
import { uuidv7 } from 'uuidv7'
import { keyOf, newActivity, newDelivery, newPerson } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck } from './store-check.ts'

/** What waits to be read, and what became of it. */
export const queueChecks: readonly StoreCheck[] = [
  storeCheck('what is wanted waits, the oldest first', async scene => {
    const { store, ref } = scene
    const [first, second] = await record(scene, ['m1', 'm2'])
    const { rows } = await store.queue.waiting(ref)
    assert.deepEqual(
      rows.map(({ activityId }) => activityId),
      [first.id, second.id],
    )
    assert.equal(rows[0]?.key, first.want?.key)
    assert.deepEqual(Buffer.from(rows[0]?.ref ?? []), Buffer.from(first.want?.ref ?? []))
    assert.equal(rows[0]?.event.type, first.type)
    assert.equal(rows[0]?.event.path, first.path)
  }),
  storeCheck('several that want the same each wait', async scene => {
    await record(scene, ['m1', 'm1'])
    const { rows } = await scene.store.queue.waiting(scene.ref)
    assert.equal(rows.length, 2)
    assert.equal(new Set(rows.map(({ key }) => key)).size, 1)
  }),
  storeCheck('what is settled waits no more', async scene => {
    const { store, ref, activities } = scene
    const [first, second] = await record(scene, ['m1', 'm2'])
    await store.queue.settle(ref, [first.id], 'skipped')
    await store.queue.settle(ref, [second.id], 'failed')
    assert.deepEqual((await store.queue.waiting(ref)).rows, [])
    const states = (await activities(ref.controllerId)).map(({ fetch }) => fetch)
    assert.deepEqual(states, ['skipped', 'failed'])
  }),
  storeCheck('what waits for one integration is settled by nobody else', async scene => {
    const { store, ref, integration, integrations } = scene
    const [first] = await record(scene, ['m1', 'm2'])
    const changed = newDelivery(integration, [], {
      keys: [keyOf(integration, 'changed')],
      catchUp: true,
    })
    await store.record([changed])
    const [, other] = integrations
    const ids = [first.id, changed.id]
    const elsewhere = [
      { controllerId: other.controllerId, id: other.id },
      { controllerId: uuidv7(), id: ref.id },
    ]
    for (const wrong of elsewhere) await store.queue.settle(wrong, ids, 'done')
    const { rows, catchUps } = await store.queue.waiting(ref)
    assert.equal(rows.length, 2)
    assert.deepEqual(catchUps, [changed.id])
  }),
  storeCheck('a read completes its activity, once', async scene => {
    const { store, ref, activities } = scene
    const [first] = await record(scene, ['m1', 'm2'])
    const occurredAt = new Date('2026-11-10T09:00:00.000Z')
    const completion: Completion = {
      activityId: first.id,
      meaning: 'request.erasure',
      occurredAt,
      fields: [{ path: '/email', category: 'email', person: 0 }],
      people: [newPerson(scene.integration, ['ada@example.com'])],
      requests: [],
    }
    const run = fetched(scene, { completes: [completion] })
    assert.deepEqual(await store.queue.recordFetched(run), { recorded: 1 })
    await store.queue.recordFetched({ ...run, delivery: newDelivery(scene.integration, []) })
    const [done, waiting] = await activities(ref.controllerId)
    assert.equal(done?.fetch, 'done')
    assert.equal(done?.meaning, 'request.erasure')
    assert.deepEqual(done?.occurredAt, occurredAt)
    assert.deepEqual(done?.fields, [{ path: '/email', category: 'email', source: 'fetched' }])
    assert.equal(done?.subjects.length, 1)
    assert.equal(waiting?.fetch, 'waiting')
    assert.equal((await store.queue.waiting(ref)).rows.length, 1)
  }),
  storeCheck('new events of a read are recorded once, and its state with them', async scene => {
    const { store, ref, activities, deliveries } = scene
    const run = fetched(scene, { state: { cursor: 'c-2' } })
    const piece = (...keys: readonly string[]) => ({
      ...run,
      activities: keys.map(key => newActivity([keyOf(scene.integration, key)])),
    })
    assert.deepEqual(await store.queue.recordFetched(piece('read')), { recorded: 1 })
    assert.deepEqual(await store.queue.recordFetched(piece('read')), { recorded: 0 })
    assert.deepEqual(await store.queue.recordFetched(piece('read', 'more')), { recorded: 1 })
    assert.equal((await activities(ref.controllerId)).length, 2)
    assert.deepEqual(
      (await deliveries(ref.controllerId)).map(delivery => [delivery.id, delivery.activities]),
      [[run.delivery.id, 2]],
      'the delivery of the run grows',
    )
    assert.deepEqual(await store.sessions.state(ref), { cursor: 'c-2' })
  }),
  storeCheck('a delivery that only says "something changed" asks to catch up', async scene => {
    const { store, ref, integration } = scene
    const delivery = newDelivery(integration, [], {
      keys: [keyOf(integration, 'changed')],
      catchUp: true,
    })
    await store.record([delivery])
    const { catchUps } = await store.queue.waiting(ref)
    assert.equal(catchUps.length, 1)
    await store.queue.settle(ref, catchUps, 'done')
    assert.deepEqual((await store.queue.waiting(ref)).catchUps, [])
  }),
  storeCheck('a delivery of which there is nothing to keep asks to catch up too', async scene => {
    const { store, ref, integration, deliveries } = scene
    const delivery = newDelivery(integration, [], { catchUp: true })
    assert.deepEqual(await store.record([delivery]), [
      { outcome: 'recorded', deliveryId: null, recorded: 0 },
    ])
    assert.deepEqual((await store.queue.waiting(ref)).catchUps, [delivery.id])
    assert.deepEqual(await deliveries(ref.controllerId), [])
    await store.queue.settle(ref, [delivery.id], 'done')
    assert.deepEqual((await store.queue.waiting(ref)).catchUps, [])
  }),
  storeCheck('how the last run ended is known to the next one', async ({ store, ref }) => {
    assert.equal(await store.queue.lastReport(ref), null)
    const at = new Date('2026-11-02T09:15:00.250Z')
    const first = {
      at,
      outcome: 'rate_limited',
      events: 2,
      rejected: 1,
      retryAfterSeconds: 8,
    } as const
    await store.queue.report(ref, first)
    assert.deepEqual(await store.queue.lastReport(ref), first)
    const next = { ...first, outcome: 'ok', retryAfterSeconds: null } as const
    await store.queue.report(ref, next)
    assert.deepEqual(await store.queue.lastReport(ref), next)
  }),
]

async function record({ store, integration }: StoreScene, wants: readonly [string, string]) {
  const made = wants.map((want, position) =>
    newActivity([keyOf(integration, `${want} ${position}`)], {
      position,
      want: newWant(integration, want),
    }),
  )
  await store.record([newDelivery(integration, made)])
  const [first, second] = made
  if (first === undefined || second === undefined) throw new Error('two wants')
  return [first, second] as const
}

/** Something to be read; equal keys are read once. */
function newWant(integration: StoredIntegration, key: string): WantRecord {
  return { key: keyOf(integration, key), ref: randomBytes(40) }
}

function fetched({ integration }: StoreScene, changes: Partial<FetchedRecord>): FetchedRecord {
  const {
    activities: _activities,
    keys: _keys,
    ignored: _ignored,
    catchUp: _catchUp,
    quarantine: _quarantine,
    ...delivery
  } = newDelivery(integration, [], { verification: 'fetched' })
  return { delivery, completes: [], activities: [], state: null, ...changes }
}
