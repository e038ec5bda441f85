import type { FetchedRecord } from '@conduit/core/host'
import {
  addIntegration,
  createController,
  createStore,
  type DatabaseStore,
  listActivities,
  listDeliveries,
  listIntegrations,
  removeIntegration,
  setIntegrationStatus,
  waitingIntegrations,
} from '@conduit/db'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { dataSubjects } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, deliveryOf, keyOf, keyring, personOf, receivedAt } from './helpers/fixtures.ts'
import { countOf } from './helpers/rows.ts'

const actor = { type: 'operator', id: null }
const at = (seconds: number) => new Date(receivedAt.getTime() + seconds * 1000)

async function connect({ administration }: DatabaseStore) {
  const { controller } = await createController(administration, actor, { name: 'Example' })
  const input = {
    controllerId: controller.id,
    adapter: 'hubspot',
    label: '',
    settings: {},
    accounts: [],
  }
  const id = await addIntegration(administration, actor, input)
  return { controller, integrationId: id, ref: { controllerId: controller.id, id } }
}

test('a lease is held by one, ends by itself, and needs an enabled integration', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const made = createStore(database, {
      keyring,
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const { ref } = await connect(made)
    const { sessions } = made.store
    const minute = 60_000
    const tries = await Promise.all(
      ['a', 'b', 'c'].map(holder => sessions.acquire(ref, holder, minute)),
    )
    t.equal(tries.filter(Boolean).length, 1)
    const winner = ['a', 'b', 'c'][tries.indexOf(true)] ?? ''
    t.equal(await sessions.acquire(ref, winner, minute), true, 'prolonged')
    t.equal(await sessions.acquire(ref, 'd', minute), false)
    t.equal(await sessions.acquire(ref, winner, 0), true, 'it ends now')
    t.equal(await sessions.acquire(ref, 'd', minute), true)
    await sessions.release(ref, winner)
    t.equal(await sessions.acquire(ref, 'e', minute), false, 'another holder cannot release it')
    // As if the clock had been set back by a day since.
    const later = sql`update integrations set lease_until = lease_until + interval '1 day'`
    await database.run(executor => executor.execute(later))
    t.equal(await sessions.acquire(ref, 'e', minute), true, 'no lease lasts as long')
    await sessions.release(ref, 'e')
    await setIntegrationStatus(made.administration, actor, ref, 'disabled')
    t.equal(await sessions.acquire(ref, 'f', minute), false)
  })
})

test('what waits is read once', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const made = createStore(database, {
      keyring,
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const { controller, integrationId, ref } = await connect(made)
    const { store } = made
    const wanting = (key: string) =>
      activityOf(controller, {
        keys: [key],
        verification: 'unsigned',
        occurredAt: null,
        people: [personOf(controller, ['contact 1'], ['1'])],
        fields: [{ path: '/objectId', category: 'account_id', person: 0 }],
        want: { key: keyOf(controller, 'want'), ref: Buffer.from(`ref ${key}`) },
      })
    const activities = [wanting('a'), wanting('b'), wanting('c')]
    const [a = wanting('x'), b = wanting('x'), c = wanting('x')] = activities
    await store.record([
      deliveryOf(controller, { integrationId, verification: 'unsigned', activities }),
    ])
    const catchUp = deliveryOf(controller, { integrationId, catchUp: true, keys: ['catch up'] })
    await store.record([catchUp])

    t.same(await waitingIntegrations(database), [ref])
    const waiting = await store.queue.waiting(ref)
    t.same(
      waiting.rows.map(({ activityId }) => activityId),
      [a.id, b.id, c.id],
    )
    t.match(waiting.rows[0]?.event, {
      type: a.type,
      meaning: a.meaning,
      scope: 'person',
      account: null,
      occurredAt: null,
    })
    t.same(Buffer.from(waiting.rows[0]?.ref ?? []).toString(), 'ref a')
    t.same(waiting.catchUps, [catchUp.id])
    t.same(await store.sessions.state(ref), {})

    const runId = uuidv7()
    const fetched = (options: Partial<FetchedRecord>): FetchedRecord => ({
      delivery: {
        id: runId,
        controller,
        integrationId,
        adapter: 'hubspot',
        platformDeliveryId: null,
        receivedAt: at(1),
        verification: 'fetched',
        rejected: 0,
      },
      completes: [],
      activities: [],
      state: null,
      ...options,
    })
    const completion = {
      activityId: a.id,
      meaning: 'subject.created',
      occurredAt: at(-5),
      fields: [{ path: '/properties/email', category: 'email', person: 0 }],
      people: [personOf(controller, ['contact 1', 'one@example.com'], ['1', '2'])],
      requests: [],
    } as const
    const state = { cursor: 'next' }
    const twice = await Promise.all(
      [1, 2].map(() => store.queue.recordFetched(fetched({ completes: [completion], state }))),
    )
    t.same(twice.map(({ recorded }) => recorded).sort(), [0, 1])

    const filter = { controllerIds: [controller.id] }
    const [done] = (await listActivities(database, filter, {})).edges.map(({ node }) => node)
    t.match(done, {
      id: a.id,
      meaning: 'subject.created',
      occurredAt: at(-5),
      fetch: 'done',
      verification: 'fetched',
      people: 2,
    })
    t.match(done?.fields, [
      { path: '/objectId', source: 'request', subjectId: done?.subjectIds[0] },
      { path: '/properties/email', source: 'fetched', subjectId: done?.subjectIds[0] },
    ])
    t.equal(done?.subjectIds.length, 1, 'the same person, by the token')
    t.equal(await countOf(database, dataSubjects), 1)

    t.same(await store.sessions.state(ref), state, 'the state is in the same transaction')
    t.same((await store.integration(ref))?.state, state, 'and the old one is not remembered')

    await t.test('new events make the delivery of the run, once', async t => {
      const page = (keys: readonly string[]) =>
        fetched({
          activities: keys.map((key, position) =>
            activityOf(controller, { keys: [key], position, verification: 'fetched' }),
          ),
        })
      t.same(await store.queue.recordFetched(page(['n1', 'n2'])), { recorded: 2 })
      t.same(await store.queue.recordFetched(page(['n2', 'n3', 'a'])), { recorded: 1 })
      t.same(await store.queue.recordFetched(page(['n3'])), { recorded: 0 })
      const found = await listDeliveries(database, { ...filter, ids: [runId] }, {})
      t.match(found.edges, [{ node: { activities: 3, verification: 'fetched' } }])
      const ofRun = await listActivities(database, { ...filter, deliveryId: runId }, {})
      t.match(ofRun.edges[0]?.node.fields, [{ source: 'fetched' }])
    })

    await t.test('the rest is settled, and its refs are gone', async t => {
      await store.queue.settle(ref, [b.id], 'failed')
      await store.queue.settle(ref, [catchUp.id], 'done')
      await store.queue.settle(ref, [c.id, a.id], 'skipped')
      t.same(await store.queue.waiting(ref), { rows: [], catchUps: [] })
      t.same(await waitingIntegrations(database), [])
      const states = (await listActivities(database, { ...filter, until: at(1) }, {})).edges.map(
        ({ node }) => node.fetch,
      )
      t.same(states, ['done', 'failed', 'skipped'], 'what was done stays done')
      const [last, first] = (
        await listDeliveries(database, { ...filter, since: receivedAt }, {})
      ).edges.slice(-2)
      t.equal(first?.node.fetch, 'failed')
      t.equal(last?.node.fetch, 'done')
    })
    await made.close()
  })
})

test('what waits for one integration is no other’s, of the same controller or of another', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const made = createStore(database, {
      keyring,
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const { store, administration } = made
    const { controller, integrationId, ref } = await connect(made)
    const input = { controllerId: controller.id, adapter: 'hubspot', label: '', settings: {} }
    const id = await addIntegration(administration, actor, { ...input, accounts: [] })
    const neighbour = { controllerId: controller.id, id }
    const activity = activityOf(controller, {
      keys: ['a'],
      want: { key: keyOf(controller, 'want'), ref: Buffer.from('ref') },
    })
    const waiting = async () => (await store.queue.waiting(ref)).rows.length
    await store.record([deliveryOf(controller, { integrationId, activities: [activity] })])
    t.same(await store.queue.waiting(neighbour), { rows: [], catchUps: [] })

    await store.queue.settle(neighbour, [activity.id], 'skipped')
    t.equal(await waiting(), 1, 'a neighbour cannot settle it')
    const {
      activities: _activities,
      keys: _keys,
      ...own
    } = deliveryOf(controller, {
      integrationId: neighbour.id,
    })
    const delivery = { ...own, verification: 'fetched' as const }
    const { id: activityId } = activity
    const completion = { activityId, meaning: 'processing', occurredAt: null, fields: [] } as const
    const completes = [{ ...completion, people: [], requests: [] }]
    const read = { delivery, completes, activities: [], state: null }
    t.same(await store.queue.recordFetched(read), { recorded: 0 })
    t.equal(await waiting(), 1, 'nor complete it')

    const other = await connect(made)
    const filter = { controllerIds: [other.controller.id] }
    const twin = activityOf(other.controller, { id: activity.id, keys: ['a'] })
    const { integrationId: elsewhere } = other
    await store.record([
      deliveryOf(other.controller, { integrationId: elsewhere, activities: [twin] }),
    ])
    const { edges } = await listActivities(database, filter, {})
    t.match(edges, [{ node: { id: activity.id, fetch: null } }], 'nobody sees how it stands')
    await made.close()
  })
})

test('tokens, reports and state', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const made = createStore(database, {
      keyring,
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const { ref } = await connect(made)
    const { queue, sessions } = made.store
    t.equal(await sessions.token(ref), null)
    const token = { value: 'v', expiresAt: at(60), refresh: 'r' }
    await sessions.saveToken(ref, token)
    t.same(await sessions.token(ref), token)
    await sessions.saveToken(ref, { value: 'w' })
    t.same(await sessions.token(ref), { value: 'w' })
    await sessions.saveToken(ref, null)
    t.equal(await sessions.token(ref), null)
    await t.rejects(sessions.token({ ...ref, id: uuidv7() }), { code: 'not_found' })

    t.same((await made.store.integration(ref))?.state, {})
    await sessions.saveState(ref, { channel: 'c' })
    t.same((await made.store.integration(ref))?.state, { channel: 'c' })

    const report = {
      at: at(1),
      outcome: 'rate_limited',
      events: 2,
      rejected: 1,
      retryAfterSeconds: 30,
    } as const
    await queue.report(ref, report)
    const { edges } = await listIntegrations(database, { controllerIds: [ref.controllerId] }, {})
    t.match(edges[0]?.node, {
      lastFetchAt: at(1),
      lastFetchOutcome: 'rate_limited',
      lastFetchEvents: 2,
      lastFetchRejected: 1,
      lastFetchRetryAfterSeconds: 30,
    })

    await removeIntegration(made.administration, actor, ref)
    for (const attempt of [
      () => sessions.saveToken(ref, token),
      () => sessions.saveState(ref, { channel: 'd' }),
    ]) {
      await t.rejects(attempt(), { code: 'not_found' }, 'a removed one gets no secret again')
    }
  })
})
