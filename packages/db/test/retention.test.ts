import assert from 'node:assert/strict'
import { type Database, ensurePartitions, listAuditEntries } from '@conduit/db'
import {
  holdsOn,
  keepHolds,
  listPeriods,
  loadHolds,
  placeHold,
  releaseHold,
  setPeriod,
  sweepRetention,
} from '@conduit/db/retention'
import type { PiiCategory } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import { separatePeople } from '../src/people/change-people.ts'
import { mergeSubjects } from '../src/people/merge-subjects.ts'
import {
  activitySubjects,
  deliveries,
  fetchQueue,
  legalHolds,
  seenKeys,
} from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { activityOf, deliveryOf, keyOf, personOf } from './helpers/fixtures.ts'
import { daysAgo, hurried, idAt, keeperOn, keptOf, now } from './helpers/kept.ts'
import { countOf, rows } from './helpers/rows.ts'

const actor = { type: 'api_key', id: null } as const
const claims = { basis: 'legal_claims', reference: null, startsAt: null } as const
const lasting = { reviewAt: null, endsAt: null } as const
const ofAll = { subjectId: null, integrationId: null }

type Keeper = Awaited<ReturnType<typeof keeperOn>>

/** Keeps the categories at an integration for so many days; null: what nothing else speaks of. */
async function keep(
  { administration, controllerId }: Keeper,
  integrationId: string | null,
  days: Readonly<Record<string, number>>,
): Promise<void> {
  for (const [name, count] of Object.entries(days)) {
    const category = name === 'rest' ? null : (name as PiiCategory)
    const setting = { controllerId, integrationId, category, days: count }
    await setPeriod(administration, actor, setting)
  }
}

/** Records an event of so many days ago. @returns the id of its activity */
async function recordOf(
  { controller, store }: Keeper,
  integrationId: string,
  days: number,
  categories: readonly PiiCategory[],
  options: { readonly people?: readonly string[]; readonly key?: string } = {},
): Promise<string> {
  const { people = [], key } = options
  const id = idAt(daysAgo(days))
  const activity = activityOf(controller, {
    id,
    ...(key !== undefined && { keys: [key] }),
    fields: categories.map(category => ({ path: `/${category}`, category, person: null })),
    people: people.map(email => personOf(controller, [email])),
  })
  const at = { id, integrationId, receivedAt: daysAgo(days) }
  await store.record([deliveryOf(controller, { ...at, activities: [activity] })])
  return id
}

async function auditOf(database: Database, controllerId: string, action: string) {
  const page = await listAuditEntries(
    database,
    { controllerIds: [controllerId], action },
    { first: 100 },
  )
  return page.edges.map(({ node }) => node.details)
}

async function subjectOf(database: Database, activityId: string): Promise<string> {
  const [row] = await rows<{ id: string }>(
    database,
    sql`select subject_id::text as id from processing_activities where id = ${activityId}`,
  )
  assert.ok(row)
  return row.id
}

test('fields go with their period, and an activity with its last one', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { controllerId } = keeper
    const [shop, till] = [await keeper.connect(), await keeper.connect()]
    await keep(keeper, null, { email: 30, payment: 3650 })
    await keep(keeper, till, { email: 100, rest: 10 })
    const record = (of: string, days: number, ...categories: readonly PiiCategory[]) =>
      recordOf(keeper, of, days, categories)
    const expected = new Map<string, readonly PiiCategory[]>([
      [await record(shop, 29, 'email'), ['email']],
      [await record(shop, 31, 'email', 'payment', 'email'), ['payment']],
      [await record(shop, 31, 'email', 'name'), ['name']],
      [await record(shop, 31), []],
      [await record(till, 99, 'email', 'name'), ['email']],
      [await record(till, 9), []],
    ])
    for (const [days, of, ...categories] of [
      [31, shop, 'email'],
      [101, till, 'email', 'name'],
      [11, till],
      [11, till, 'name'],
      [4000, shop, 'email', 'payment'],
    ] as const)
      await record(of, days, ...categories)
    t.equal(await sweepRetention(database, now, hurried), true)
    t.same(await keptOf(database, controllerId), expected)
    t.same(await auditOf(database, controllerId, 'retention.swept'), [
      { activities: 5, trimmed: 3, deliveries: 0, held: 0, result: 'done' },
    ])
    await sweepRetention(database, now, hurried)
    const [again] = await auditOf(database, controllerId, 'retention.swept')
    t.match(again, { activities: 0, trimmed: 0 }, 'once')
    t.same(await keptOf(database, controllerId), expected)
  })
})

test('nothing is swept of who has set nothing', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const other = await keeperOn(database)
    await recordOf(keeper, await keeper.connect(), 9000, ['email'])
    await keep(other, null, { rest: 1 })
    await sweepRetention(database, now, hurried)
    t.equal((await keptOf(database, keeper.controllerId)).size, 1)
    t.same(await auditOf(database, keeper.controllerId, 'retention.swept'), [])
  })
})

test('a sweep that is interrupted anywhere comes to the same as one that is not', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { controllerId } = keeper
    const integrationId = await keeper.connect()
    const periods = { email: 20, name: 40, phone: 60, rest: 50 } as const
    const all = ['email', 'name', 'phone', 'photo'] as const
    const expected = new Map<string, readonly PiiCategory[]>()
    // Every set of categories at every age around the ends of the periods.
    for (let index = 0; index < 16; index += 1) {
      const categories = all.filter((_, place) => (index & (1 << place)) !== 0)
      for (const age of [19, 21, 39, 41, 49, 51, 59, 61]) {
        const id = await recordOf(keeper, integrationId, age, categories)
        const kept = categories.filter(each => age < (each === 'photo' ? 50 : periods[each]))
        const isKept = categories.length === 0 ? age < 50 : kept.length > 0
        if (isKept) expected.set(id, kept)
      }
    }
    await keep(keeper, null, periods)
    let batches = 0
    let sweeps = 1
    const mayGoOn = () => {
      batches += 1
      return batches % 3 !== 0
    }
    const halting = { ...hurried, rows: 3, mayGoOn }
    while (!(await sweepRetention(database, now, halting))) sweeps += 1
    t.ok(sweeps > 5)
    t.same(await keptOf(database, controllerId), expected)
    const told = await auditOf(database, controllerId, 'retention.swept')
    t.equal(told.length, sweeps)
    const sumOf = (name: string) => told.reduce((sum, each) => sum + Number(each[name]), 0)
    t.equal(sumOf('activities'), 128 - expected.size)
  })
})

test('what hangs on an activity goes with it, and what was seen stays known', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { controller, controllerId, store } = keeper
    const integrationId = await keeper.connect()
    await keep(keeper, integrationId, { rest: 10 })
    const people = ['ada@example.com', 'bo@example.com']
    const record = () =>
      recordOf(keeper, integrationId, 20, ['email'], { people, key: 'event one' })
    await record()
    const id = idAt(daysAgo(20))
    const want = { key: keyOf(controller, 'want'), ref: Buffer.from('sealed') }
    const activities = [12, 8].map(days =>
      activityOf(controller, { id: idAt(daysAgo(days)), want, keys: [`event of ${days}`] }),
    )
    const bare = { id: idAt(daysAgo(20)), integrationId, receivedAt: daysAgo(20), ignored: 1 }
    await store.record([
      deliveryOf(controller, { id, integrationId, receivedAt: daysAgo(20), activities }),
      deliveryOf(controller, { ...bare, keys: ['delivery two'] }),
    ])
    t.equal(await countOf(database, deliveries), 2)
    await sweepRetention(database, now, hurried)
    t.equal((await keptOf(database, controllerId)).size, 1)
    t.equal(await countOf(database, activitySubjects), 0)
    t.equal(await countOf(database, fetchQueue), 1, 'what the other one waits for')
    t.same(await rows(database, sql`select id::text as id from deliveries`), [{ id }])
    t.equal(await countOf(database, seenKeys), 4)
    await record()
    t.equal((await keptOf(database, controllerId)).size, 1, 'a repetition is none the less one')
  })
})

test('what waits to be read for too long is not read any more', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { controller, store } = keeper
    const integrationId = await keeper.connect()
    await keep(keeper, null, { email: 10 })
    const want = { key: keyOf(controller, 'want'), ref: Buffer.from('sealed') }
    const fields = [{ path: '/name', category: 'name' as const, person: null }]
    const id = idAt(daysAgo(11))
    const at = { id, integrationId, receivedAt: daysAgo(11) }
    const activities = [activityOf(controller, { id, want, fields })]
    await store.record([deliveryOf(controller, { ...at, activities })])
    await sweepRetention(database, now, hurried)
    t.same(await rows(database, sql`select state, ref from fetch_queue`), [
      { state: 'failed', ref: null },
    ])
  })
})

test('holds', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    let clock = now
    const keeper = await keeperOn(database, () => clock)
    const { administration, controllerId } = keeper
    const [shop, till] = [await keeper.connect(), await keeper.connect()]
    await keep(keeper, null, { rest: 10 })
    const of = (integrationId: string, ...people: readonly string[]) =>
      recordOf(keeper, integrationId, 20, ['email'], { people })
    const ofAda = await of(shop, 'ada@example.com')
    const ofBoth = await of(shop, 'bo@example.com', 'ada@example.com')
    const ofOld = await of(shop, 'old@example.com')
    const ofEve = await of(shop, 'eve@example.com')
    const ofTill = await of(till, 'cy@example.com')
    await of(shop, 'dan@example.com')
    const bar = await keeper.connect()
    await of(bar, 'eve@example.com')
    const ada = await subjectOf(database, ofAda)
    const old = await subjectOf(database, ofOld)
    await asAct(database, executor =>
      mergeSubjects(executor, { controllerId, subjectId: old, into: ada }, now),
    )
    const place = (scope: object) =>
      placeHold(administration, actor, { controllerId, ...ofAll, ...claims, ...lasting, ...scope })
    const person = await place({ subjectId: ada })
    const platform = await place({ integrationId: till, endsAt: daysAgo(-2) })
    const eve = await subjectOf(database, ofEve)
    const there = await place({ subjectId: eve, integrationId: shop })
    const on = (scope: object, at = now) =>
      database.transaction(async executor => {
        await keepHolds(executor, controllerId)
        return (await holdsOn(executor, { controllerId, ...scope }, at)).map(({ id }) => id)
      })
    t.same(await on({ subjectId: old, integrationId: shop }), [person.id], 'who was merged')
    t.same(await on({ subjectId: await subjectOf(database, ofBoth) }), [])
    t.same(await on({ subjectId: eve, integrationId: bar }), [])
    t.same(await on({ subjectId: eve }), [there.id])
    t.same(await on({ integrationId: till }), [platform.id])
    t.same(await on({ integrationId: till }, daysAgo(-2)), [], 'it is over')
    const ago = await on({ integrationId: till }, daysAgo(1))
    t.same(ago, [platform.id], 'whatever the clock, what began as it was placed has begun')
    const later = await place({ integrationId: bar, startsAt: daysAgo(-9) })
    t.same(await on({ integrationId: bar }), [], 'it has yet to begin')
    await releaseHold(administration, actor, later)

    await sweepRetention(database, now, hurried)
    const kept = [ofAda, ofBoth, ofOld, ofEve, ofTill].sort()
    t.same([...(await keptOf(database, controllerId)).keys()].sort(), kept)
    t.match((await auditOf(database, controllerId, 'retention.swept'))[0], {
      activities: 2,
      held: 4,
    })

    clock = daysAgo(-1)
    await releaseHold(administration, actor, person)
    await releaseHold(administration, actor, there)
    await sweepRetention(database, clock, { ...hurried, moment: () => clock })
    t.same([...(await keptOf(database, controllerId)).keys()], [ofTill], 'a person let go')

    const all = await place({})
    clock = daysAgo(-3)
    await sweepRetention(database, clock, { ...hurried, moment: () => clock })
    t.same([...(await keptOf(database, controllerId)).keys()], [ofTill], 'all of a controller')
    t.match((await auditOf(database, controllerId, 'retention.swept'))[0], { result: 'held' })
    await releaseHold(administration, actor, all)
    await sweepRetention(database, clock, { ...hurried, moment: () => clock })
    t.same([...(await keptOf(database, controllerId)).keys()], [], 'one that came to its end')

    await t.rejects(releaseHold(administration, actor, person), { code: 'conflict' })
    await t.rejects(releaseHold(administration, actor, { controllerId, id: ada }), {
      code: 'not_found',
    })
    await t.rejects(place({ endsAt: daysAgo(1) }), { code: 'invalid' })
    await t.rejects(place({ subjectId: shop }), { code: 'not_found' })
    await t.rejects(place({ integrationId: ada }), { code: 'not_found' })
    t.same((await auditOf(database, controllerId, 'hold.placed')).at(-1), {
      integrationId: null,
      basis: 'legal_claims',
    })
    t.equal((await auditOf(database, controllerId, 'hold.released')).length, 4)
  })
})

test('whole months are dropped where nothing of them is kept', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    await ensurePartitions(database, daysAgo(200))
    const [one, two] = [await keeperOn(database), await keeperOn(database)]
    const [ofOne, ofTwo] = [await one.connect(), await two.connect()]
    await keep(one, null, { rest: 30 })
    const months = async () =>
      (
        await rows<{ name: string }>(
          database,
          sql`select relname as name from pg_class where relkind = 'r'
            and relname ~ '^processing_activities_2026_0[5-8]$' order by 1`,
        )
      ).map(({ name }) => name.slice(-2))
    await recordOf(one, ofOne, 190, ['email'])
    await recordOf(one, ofOne, 150, ['email'])
    const kept = await recordOf(two, ofTwo, 150, ['email'])
    t.same(await months(), ['05', '06', '07', '08'])
    await sweepRetention(database, now, { ...hurried, mayGoOn: () => false })
    t.same(await months(), ['06'], 'no row of another controller is touched')
    t.match((await auditOf(database, one.controllerId, 'retention.swept'))[0], {
      ...{ activities: 1, result: 'unfinished' },
    })
    await sweepRetention(database, now, hurried)
    t.same((await keptOf(database, one.controllerId)).size, 0)
    t.same([...(await keptOf(database, two.controllerId)).keys()], [kept])

    await keep(two, null, { email: 100 })
    await sweepRetention(database, now, { ...hurried, mayGoOn: () => false })
    t.same(await months(), ['06'], 'what has no period is kept')
    await keep(two, null, { rest: 1 })
    const hold = { controllerId: two.controllerId, ...ofAll, ...claims, ...lasting }
    const { id } = await placeHold(two.administration, actor, { ...hold, integrationId: ofTwo })
    await sweepRetention(database, now, hurried)
    t.same(await months(), ['06'], 'held')
    await releaseHold(two.administration, actor, { controllerId: two.controllerId, id })
    await sweepRetention(database, now, { ...hurried, mayGoOn: () => false })
    t.same(await months(), [])
    await recordOf(two, ofTwo, 150, ['email'])
    t.equal((await keptOf(database, two.controllerId)).size, 1, 'what comes late has a place')
  })
})

test('a hold waits for the sweep that is under way, and is seen by what comes after', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    let clock = now
    const keeper = await keeperOn(database, () => clock)
    const { administration, controllerId } = keeper
    const integrationId = await keeper.connect()
    await keep(keeper, null, { rest: 10 })
    for (let count = 0; count < 20; count += 1) await recordOf(keeper, integrationId, 20, ['email'])
    let placing: Promise<unknown> | undefined
    let batches = 0
    const other = reopen === null ? database : await reopen()
    await sweepRetention(other, now, {
      ...{ ...hurried, rows: 5 },
      rest: async () => {
        batches += 1
        clock = new Date(clock.getTime() + 1000)
        const hold = { controllerId, ...ofAll, ...claims, ...lasting }
        placing ??= placeHold(administration, actor, hold)
        await placing
      },
    })
    if (other !== database) await other.close()
    t.equal((await keptOf(database, controllerId)).size, 15, 'what one batch took, and no more')
    t.equal(batches, 3)
  })
})

test('a hold that was to begin later begins while it is swept', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { administration, controllerId } = keeper
    const integrationId = await keeper.connect()
    await keep(keeper, null, { rest: 10 })
    for (let count = 0; count < 20; count += 1) await recordOf(keeper, integrationId, 20, ['email'])
    const hold = { controllerId, ...ofAll, ...claims, ...lasting, startsAt: daysAgo(-1) }
    await placeHold(administration, actor, hold)
    let clock = now
    await sweepRetention(database, now, {
      ...{ ...hurried, rows: 5, moment: () => clock },
      rest: async () => {
        clock = daysAgo(-1)
      },
    })
    t.equal((await keptOf(database, controllerId)).size, 15)
  })
})

test('the backlog of one controller keeps nothing from the others', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keepers = [await keeperOn(database), await keeperOn(database), await keeperOn(database)]
    for (const keeper of keepers) {
      const integrationId = await keeper.connect()
      await keep(keeper, null, { rest: 10 })
      for (let count = 0; count < 25; count += 1)
        await recordOf(keeper, integrationId, 20, ['email'])
    }
    let batches = 0
    const mayGoOn = () => {
      batches += 1
      return batches <= 30
    }
    t.equal(await sweepRetention(database, now, { ...hurried, rows: 1, mayGoOn }), false)
    for (const { controllerId } of keepers) t.equal((await keptOf(database, controllerId)).size, 15)
    const halted = { ...hurried, rows: 1, moment: () => now }
    for (let day = 0; day < 6; day += 1) {
      let isFirst = true
      const once = () => {
        const was = isFirst
        isFirst = false
        return was
      }
      await sweepRetention(database, daysAgo(-day), { ...halted, mayGoOn: once })
    }
    for (const { controllerId } of keepers)
      t.ok((await keptOf(database, controllerId)).size < 15, 'each is the first some day')
  })
})

test('who was separated from a held person is not held any more', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { administration, controllerId } = keeper
    const [shop, till] = [await keeper.connect(), await keeper.connect()]
    await keep(keeper, null, { rest: 10 })
    const of = (person: string) => recordOf(keeper, shop, 20, ['email'], { people: [person] })
    const ofAda = await of('ada@example.com')
    const [ada, bo] = [
      await subjectOf(database, ofAda),
      await subjectOf(database, await of('bo@example.com')),
    ]
    await recordOf(keeper, till, 20, ['email'])
    await asAct(database, executor =>
      mergeSubjects(executor, { controllerId, subjectId: bo, into: ada }, now),
    )
    const hold = { controllerId, ...ofAll, ...claims, ...lasting, subjectId: ada }
    await placeHold(administration, actor, hold)
    await sweepRetention(database, now, hurried)
    t.equal((await keptOf(database, controllerId)).size, 2)
    const marksOf = async (integrationId: string) =>
      (
        await rows(
          database,
          sql`select kind from retention_marks where integration_id = ${integrationId}`,
        )
      ).length
    t.ok(await marksOf(shop))
    await separatePeople(administration, actor, { controllerId, id: bo })
    t.equal(await marksOf(shop), 0)
    t.ok(await marksOf(till), 'where nothing of them came from nothing is looked at again')
    await sweepRetention(database, now, hurried)
    t.same([...(await keptOf(database, controllerId)).keys()], [ofAda])
  })
})

test('what a hold of a member kept of the others goes once the member is separated', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { administration, controllerId } = keeper
    const [shop, till] = [await keeper.connect(), await keeper.connect()]
    await keep(keeper, null, { rest: 10 })
    const of = (at: string, person: string) =>
      recordOf(keeper, at, 20, ['email'], { people: [person] })
    const ada = await subjectOf(database, await of(shop, 'ada@example.com'))
    const ofBo = await of(till, 'bo@example.com')
    const bo = await subjectOf(database, ofBo)
    await asAct(database, executor =>
      mergeSubjects(executor, { controllerId, subjectId: bo, into: ada }, now),
    )
    const hold = { controllerId, ...ofAll, ...claims, ...lasting, subjectId: bo }
    await placeHold(administration, actor, hold)
    await sweepRetention(database, now, hurried)
    t.equal((await keptOf(database, controllerId)).size, 2)
    await separatePeople(administration, actor, { controllerId, id: bo })
    await sweepRetention(database, now, hurried)
    t.same([...(await keptOf(database, controllerId)).keys()], [ofBo])
  })
})

test('a reference could be no address, and is not cut', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { administration, controllerId } = await keeperOn(database)
    const place = (reference: string) =>
      placeHold(administration, actor, { controllerId, ...ofAll, ...claims, ...lasting, reference })
    for (const reference of ['ada@example.com', '+1 202 555 0123', 'x'.repeat(101), 'a\u0000b'])
      await t.rejects(place(reference), { code: 'invalid', faults: [{ pointer: '/reference' }] })
    t.match(await place(' matter 2026/0345 '), { reference: 'matter 2026/0345' })
    t.match(await place(' '), { reference: null })
  })
})

test('many holds of one person hide nobody else’s', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { administration, controllerId } = keeper
    const shop = await keeper.connect()
    const of = async (person: string) =>
      await subjectOf(database, await recordOf(keeper, shop, 1, ['email'], { people: [person] }))
    const [ada, bo] = [await of('ada@example.com'), await of('bo@example.com')]
    const hold = { controllerId, ...ofAll, ...claims, ...lasting }
    const ofBo = await placeHold(administration, actor, { ...hold, subjectId: bo })
    const placed = await placeHold(administration, actor, { ...hold, subjectId: ada })
    const released = Array.from({ length: 1000 }, () => ({
      ...placed,
      id: uuidv7(),
      releasedAt: now,
    }))
    await asAct(database, executor => executor.insert(legalHolds).values(released))
    const holds = await loadHolds(database, [controllerId], [ada, bo])
    t.same(holds.get(bo), [ofBo])
    t.equal(holds.get(ada)?.length, 100)
  })
})

test('periods are said anew, and taken back', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const keeper = await keeperOn(database)
    const { administration, controllerId } = keeper
    const setting = { controllerId, integrationId: null, category: 'email' as const }
    const set = (days: number | null, scope: object = {}) =>
      setPeriod(administration, actor, { ...setting, days, ...scope })
    await set(10)
    await set(20)
    t.match(await listPeriods(database, controllerId), [{ category: 'email', days: 20 }])
    await set(null)
    t.same(await listPeriods(database, controllerId), [])
    for (const days of [0, -1, 1.5, 36_526]) await t.rejects(set(days), { code: 'invalid' })
    await t.rejects(set(1, { integrationId: controllerId }), { code: 'not_found' })
    t.match((await auditOf(database, controllerId, 'retention.set')).at(-1), {
      ...{ integrationId: null, days: 10, category: 'email' },
    })
  })
})
