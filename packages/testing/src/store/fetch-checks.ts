import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { Completion, FetchedRecord, WantRecord } from '@conduit/core'
import { keyOf, newActivity, newDelivery, newPerson } from './records.ts'
import { type StoreCheck, type StoreScene, storeCheck } from './store-check.ts'

/** What waits to be read, who reads it, and what became of it. */
export const fetchChecks: readonly StoreCheck[] = [
  storeCheck('what is wanted waits, the oldest first', async scene => {
    const { store, ref } = scene
    const [first, second] = await record(scene, ['m1', 'm2'])
    const { rows } = await store.fetches.waiting(ref)
    assert.deepEqual(
      rows.map(({ activityId }) => activityId),
      [first.id, second.id],
    )
    assert.deepEqual(Buffer.from(rows[0]?.key ?? []), Buffer.from(first.want?.key ?? []))
    assert.deepEqual(Buffer.from(rows[0]?.ref ?? []), Buffer.from(first.want?.ref ?? []))
    assert.equal(rows[0]?.event.type, first.type)
    assert.equal(rows[0]?.event.path, first.path)
  }),
  storeCheck('several that want the same each wait', async scene => {
    await record(scene, ['m1', 'm1'])
    const { rows } = await scene.store.fetches.waiting(scene.ref)
    const keys = rows.map(({ key }) => Buffer.from(key).toString('hex'))
    assert.equal(keys.length, 2)
    assert.equal(new Set(keys).size, 1)
  }),
  storeCheck('what is settled waits no more', async scene => {
    const { store, ref, activities } = scene
    const [first, second] = await record(scene, ['m1', 'm2'])
    await store.fetches.settle(ref, [first.id], 'skipped')
    await store.fetches.settle(ref, [second.id], 'failed')
    assert.deepEqual((await store.fetches.waiting(ref)).rows, [])
    const states = (await activities(ref.controllerId)).map(({ fetch }) => fetch)
    assert.deepEqual(states, ['skipped', 'failed'])
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
      people: [newPerson(scene.connection, 'ada@example.com')],
    }
    const run = fetched(scene, { completes: [completion] })
    assert.deepEqual(await store.fetches.recordFetched(run), { recorded: 1 })
    await store.fetches.recordFetched({ ...run, delivery: newDelivery(scene.connection, []) })
    const [done, waiting] = await activities(ref.controllerId)
    assert.equal(done?.fetch, 'done')
    assert.equal(done?.meaning, 'request.erasure')
    assert.deepEqual(done?.occurredAt, occurredAt)
    assert.deepEqual(done?.fields, [{ path: '/email', category: 'email', source: 'fetched' }])
    assert.equal(done?.subjects.length, 1)
    assert.equal(waiting?.fetch, 'waiting')
    assert.equal((await store.fetches.waiting(ref)).rows.length, 1)
  }),
  storeCheck('new events of a read are recorded once, and its state with them', async scene => {
    const { store, ref, activities } = scene
    const piece = () =>
      fetched(scene, { activities: [newActivity([keyOf('read')])], state: { cursor: 'c-2' } })
    assert.deepEqual(await store.fetches.recordFetched(piece()), { recorded: 1 })
    assert.deepEqual(await store.fetches.recordFetched(piece()), { recorded: 0 })
    assert.equal((await activities(ref.controllerId)).length, 1)
    assert.deepEqual((await store.fetches.waiting(ref)).state, { cursor: 'c-2' })
  }),
  storeCheck('a delivery that only says "something changed" asks to catch up', async scene => {
    const { store, ref, connection } = scene
    const delivery = newDelivery(connection, [], { keys: [keyOf('changed')], catchUp: true })
    await store.record([delivery])
    const { catchUps } = await store.fetches.waiting(ref)
    assert.equal(catchUps.length, 1)
    await store.fetches.settle(ref, catchUps, 'done')
    assert.deepEqual((await store.fetches.waiting(ref)).catchUps, [])
  }),
  storeCheck('one run of a connection at a time', async ({ store, ref, connections }) => {
    const { fetches } = store
    const until = new Date(Date.now() + 60_000)
    const [mine, theirs] = [newDeliveryId(), newDeliveryId()]
    assert.equal(await fetches.acquire(ref, mine, until), true)
    assert.equal(await fetches.acquire(ref, theirs, until), false, 'somebody has it')
    assert.equal(await fetches.acquire(ref, mine, until), true, 'who has it may prolong it')
    await fetches.release(ref, theirs)
    assert.equal(await fetches.acquire(ref, theirs, until), false, 'only its holder gives it back')
    await fetches.release(ref, mine)
    assert.equal(await fetches.acquire(ref, theirs, until), true)
    const [, other] = connections
    const elsewhere = { controllerId: other.controllerId, connectionId: other.id }
    assert.equal(await fetches.acquire(elsewhere, mine, until), true, 'of another connection')
  }),
  storeCheck('a token and a state are kept', async ({ store: { fetches }, ref }) => {
    const token = { value: 'a', refresh: 'r', expiresAt: new Date('2026-12-01T00:00:00.000Z') }
    assert.equal(await fetches.token(ref), null)
    await fetches.saveToken(ref, token)
    assert.deepEqual(await fetches.token(ref), token)
    await fetches.saveToken(ref, null)
    assert.equal(await fetches.token(ref), null)
    await fetches.saveState(ref, { cursor: 'c-9' })
    assert.deepEqual((await fetches.waiting(ref)).state, { cursor: 'c-9' })
  }),
]

async function record({ store, connection }: StoreScene, wants: readonly [string, string]) {
  const made = wants.map((want, position) =>
    newActivity([keyOf(`${want} ${position}`)], { position, want: newWant(want) }),
  )
  await store.record([newDelivery(connection, made)])
  const [first, second] = made
  if (first === undefined || second === undefined) throw new Error('two wants')
  return [first, second] as const
}

/** Something to be read; equal keys are read once. */
function newWant(key: string): WantRecord {
  return { key: keyOf(key), ref: randomBytes(40) }
}

function fetched({ connection }: StoreScene, changes: Partial<FetchedRecord>): FetchedRecord {
  const {
    activities: _activities,
    keys: _keys,
    ignored: _ignored,
    catchUp: _catchUp,
    quarantine: _quarantine,
    ...delivery
  } = newDelivery(connection, [], { verification: 'fetched' })
  return { delivery, completes: [], activities: [], state: null, ...changes }
}

function newDeliveryId(): string {
  return newActivity([]).id
}
