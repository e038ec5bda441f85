import {
  createStore,
  findQuarantined,
  listAuditEntries,
  listQuarantine,
  noteReplay,
  removeQuarantined,
} from '@conduit/db'
import { placeHold, releaseHold } from '@conduit/db/retention'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { sweepSeenKeys } from '../src/deliveries/sweep-seen-keys.ts'
import { sweepQuarantine } from '../src/quarantine/sweep-quarantine.ts'
import { quarantine, quarantineUsage, seenKeys } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyOf,
  keyring,
  receivedAt,
} from './helpers/fixtures.ts'
import { countOf } from './helpers/rows.ts'

const actor = { type: 'api_key', id: 'key' }
const days = (count: number) => new Date(receivedAt.getTime() + count * 86_400_000)

test('quarantine', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration, store } = createStore(database, {
      keyring,
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const controller = controllerOf()
    const put = async (key: string, expiresAt: Date) => {
      const record = {
        id: uuidv7(),
        step: 'parse',
        reason: 'Type\u0000Error',
        sealed: Buffer.from(key),
        expiresAt,
      }
      const delivery = deliveryOf(controller, { keys: [key], quarantine: record, rejected: 1 })
      t.same(await store.record([delivery]), [
        { outcome: 'quarantined', deliveryId: delivery.id, recorded: 0 },
      ])
      return { controllerId: controller.id, id: record.id }
    }
    const [one, two, three] = [
      await put('a', days(30)),
      await put('b', days(1)),
      await put('c', days(30)),
    ]
    const filter = { controllerIds: [controller.id] }

    const listed = await listQuarantine(database, filter, {})
    t.same(
      listed.edges.map(({ node }) => node.id),
      [three.id, two.id, one.id],
    )
    t.equal('sealed' in (listed.edges[0]?.node ?? {}), false)
    const elsewhere = await listQuarantine(database, { controllerIds: [uuidv7()] }, {})
    t.same(elsewhere.edges, [], 'of another controller there are none')
    const found = await findQuarantined(database, one)
    t.match(found, { step: 'parse', reason: 'Type\ufffdError', adapter: 'stripe', replays: 0 })
    t.equal(Buffer.from(found?.sealed ?? []).toString(), 'a')
    t.equal(await findQuarantined(database, { ...one, controllerId: uuidv7() }), null)

    await noteReplay(database, actor, one, days(1), 'still failing')
    await noteReplay(database, actor, one, days(2), 'still failing')
    t.match(await findQuarantined(database, one), {
      replays: 2,
      lastReplayAt: days(2),
      lastReplayReason: 'still failing',
    })
    await noteReplay(database, actor, one, days(3), null)
    t.equal(await findQuarantined(database, one), null)
    await t.rejects(noteReplay(database, actor, one, days(3), null), { code: 'not_found' })

    await removeQuarantined(database, actor, three, days(3))
    await t.rejects(removeQuarantined(database, actor, three, days(3)), { code: 'not_found' })
    const { edges } = await listAuditEntries(database, filter, {})
    t.match(
      edges.map(({ node }) => node),
      [
        {
          action: 'quarantine.removed',
          objectId: three.id,
          details: { step: 'parse', adapter: 'stripe' },
        },
        { action: 'quarantine.replayed', objectId: one.id },
      ],
    )

    t.equal(await sweepQuarantine(database, days(0.5)), 0)
    const hold = await placeHold(administration, actor, {
      ...{ controllerId: controller.id, subjectId: null, integrationId: null, startsAt: null },
      ...{ basis: 'legal_claims', reference: null, reviewAt: null, endsAt: null },
    })
    t.equal(await sweepQuarantine(database, days(1)), 0, 'held')
    await releaseHold(administration, actor, hold)
    t.equal(await sweepQuarantine(database, days(1)), 1)
    t.equal(await countOf(database, quarantine), 0)
  })
})

test('what leaves the quarantine makes room', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store } = createStore(database, {
      keyring,
      quarantineQuota: { rows: 2, bytes: 1_000 },
      now: () => receivedAt,
      onWaiting: async () => undefined,
    })
    const controller = controllerOf()
    const put = async (key: string, expiresAt: Date) => {
      const id = uuidv7()
      const record = { id, step: 'parse', reason: 'no', sealed: Buffer.from(key), expiresAt }
      const [became] = await store.record([
        deliveryOf(controller, { keys: [key], quarantine: record, rejected: 1 }),
      ])
      return { ref: { controllerId: controller.id, id }, isLeftOut: became?.isLeftOut === true }
    }
    const first = await put('a', days(30))
    const second = await put('b', days(1))
    t.same([first.isLeftOut, second.isLeftOut], [false, false])
    t.equal((await put('c', days(30))).isLeftOut, true)
    await removeQuarantined(database, actor, first.ref, days(0))
    const third = await put('d', days(30))
    t.equal(third.isLeftOut, false)
    t.equal((await put('e', days(30))).isLeftOut, true)
    await sweepQuarantine(database, days(1))
    t.equal((await put('f', days(30))).isLeftOut, false)
    await noteReplay(database, actor, third.ref, days(1), null)
    const many = await Promise.all(['g', 'h', 'i', 'j'].map(key => put(key, days(30))))
    t.equal(many.filter(({ isLeftOut }) => !isLeftOut).length, 1, 'however many come at once')
    t.equal(await countOf(database, quarantine), 2)
    t.equal(await countOf(database, quarantineUsage), 1)
    const [usage] = await database.run(executor => executor.select().from(quarantineUsage))
    t.match(usage, { rows: 2, bytes: 2, leftOut: 5 })
  })
})

test('keys are forgotten after 90 days', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    let now = days(-91)
    const { store } = createStore(database, {
      keyring,
      now: () => now,
      onWaiting: async () => undefined,
    })
    const controller = controllerOf()
    const record = (key: string) =>
      store.record([
        deliveryOf(controller, { activities: [activityOf(controller, { keys: [key] })] }),
      ])
    await record('old')
    now = days(-90)
    await record('young')
    now = receivedAt
    t.equal(await sweepSeenKeys(database, now), 1)
    t.equal(await countOf(database, seenKeys), 1)
    t.match(await record('young'), [{ outcome: 'duplicate' }])
    t.match(await record('old'), [{ outcome: 'recorded' }])
  })
})

test('the keys of what opened something are never forgotten', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    let now = days(-1_000)
    const context = { keyring, now: () => now, onWaiting: async () => undefined }
    const { store } = createStore(database, context)
    const controller = controllerOf()
    const want = { key: keyOf(controller, 'want'), ref: Buffer.from('ref') }
    // What wants something read goes another way into the database.
    for (const way of [{}, { want }]) {
      const name = 'want' in way ? 'the long way' : 'the short way'
      const record = (areKeysKept: boolean) => {
        const keys = [`${name} ${areKeysKept}`]
        const activities = [activityOf(controller, { ...way, keys, areKeysKept })]
        return store.record([deliveryOf(controller, { activities })])
      }
      now = days(-1_000)
      await record(true)
      await record(false)
      now = receivedAt
      t.equal(await sweepSeenKeys(database, now), 1, name)
      t.match(await record(true), [{ outcome: 'duplicate' }], name)
      t.match(await record(false), [{ outcome: 'recorded' }], name)
    }
  })
})
