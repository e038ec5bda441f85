import type { ActivityRecord } from '@conduit/core/host'
import { createRecorder, createStore, type Database, sweep } from '@conduit/db'
import {
  addSuppressions,
  countToReview,
  eraseOwnRecords,
  hitsOfSuppressions,
  keepSuppression,
  liftSuppression,
  listSuppressions,
  suppressPerson,
} from '@conduit/db/erasure'
import { mergePeople } from '@conduit/db/people'
import { formatToken } from '@conduit/privacy'
import { sql } from 'drizzle-orm'
import { test } from 'tap'
import { suppressions } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  integrationOf,
  keepController,
  keyring,
  personOf,
  tokenOf,
} from './helpers/fixtures.ts'
import { countOf, rows } from './helpers/rows.ts'

const actor = { type: 'operator', id: null } as const
const hour = 3_600_000
const noon = new Date('2026-05-04T12:00:00Z')

/** A store at a time that can be set, and what the tests ask of it. */
async function sceneOf(database: Database) {
  const clock = { now: new Date() }
  const context = { keyring, now: () => clock.now, onWaiting: async () => undefined }
  const { store, administration, close } = createStore(database, context)
  const controller = controllerOf()
  const controllerId = controller.id
  await keepController(database, controller)
  const record = async (
    identifiers: readonly string[],
    { at = clock.now, ...changes }: Partial<ActivityRecord> & { readonly at?: Date } = {},
  ) => {
    const activity = activityOf(controller, { people: [personOf(controller, identifiers)] })
    const activities = [{ ...activity, ...changes }]
    await store.record([deliveryOf(controller, { id: activity.id, receivedAt: at, activities })])
    return activity.id
  }
  const subjectOf = async (activityId: string) => {
    const [row] = await rows<{ id: string | null }>(
      database,
      sql`select subject_id::text as id from processing_activities where id = ${activityId}`,
    )
    return row?.id ?? null
  }
  const suppress = (subjectId: string, at: Date) =>
    database.transaction(executor =>
      suppressPerson(executor, {
        ...{ controllerId, subjectIds: [subjectId], redactionId: null },
        ...{ reason: 'objection', actor, at },
      }),
    )
  const entries = async () => {
    const { edges } = await listSuppressions(database, { controllerId }, {})
    return edges.map(({ node }) => node)
  }
  const audited = (action: string) =>
    rows<{ at: Date; details: unknown }>(
      database,
      sql`select at, details from audit_entries
        where controller_id = ${controllerId} and action = ${action}`,
    )
  return {
    ...{ clock, store, administration, close, controller, controllerId },
    ...{ record, subjectOf, suppress, entries, audited },
  }
}

test('whoever is suppressed is counted, with one audit entry for each integration and hour', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOf(database)
    const { record, subjectOf, suppress, controllerId } = scene
    const ada = await subjectOf(await record(['acct', 'ada@example.com']))
    t.equal(await suppress(ada ?? '', noon), 2, 'by all of its tokens')
    t.equal(await suppress(ada ?? '', noon), 0, 'once')
    for (const minutes of [0, 20, 59, 60, 150]) {
      const at = new Date(noon.getTime() + minutes * 60_000)
      await record(['acct', 'ada@example.com'], { at })
    }
    await record(['bo@example.com'])
    const hit = (await scene.entries()).filter(({ hits }) => hits > 0)
    t.same(
      hit.map(({ hits, kind, lastHitAt }) => [hits, kind, lastHitAt]),
      [[5, 'account_id', new Date(noon.getTime() + 150 * 60_000)]],
      'by the strongest',
    )
    const told = await scene.audited('suppression.hit')
    t.same(
      told.map(({ details }) => details),
      Array.from({ length: 3 }, () => ({ integrationId: integrationOf(scene.controller) })),
    )
    const ids = hit.map(({ id }) => id)
    const byIntegration = await hitsOfSuppressions(database, [controllerId], ids)
    t.same(
      byIntegration.get(ids[0] ?? '')?.map(({ hits }) => hits),
      [5],
    )
    t.equal((await scene.audited('subject.suppressed')).length, 1)
    await scene.close()
  })
})

test('an event of nobody else keeps nothing that names it at the platform', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { record, subjectOf, suppress, controller, close, store } = await sceneOf(database)
    await suppress((await subjectOf(await record(['ada@example.com']))) ?? '', noon)
    const people = (...names: string[]) => names.map(name => personOf(controller, [name], [name]))
    const events = [people('ada@example.com'), people('ada@example.com', 'bo@example.com')]
    for (const [index, people] of events.entries()) {
      const activity = activityOf(controller, { keys: [`key ${index}`], people })
      const platformDeliveryId = `evt_${index}`
      await store.record([
        deliveryOf(controller, { id: activity.id, platformDeliveryId, activities: [activity] }),
      ])
    }
    const kept = await rows<Record<string, unknown>>(
      database,
      sql`select platform_delivery_id as name, event_hash is not null as "isNamed", people,
          coalesce(a.fields, s.fields) as fields, subject_id
        from processing_activities a left join field_sets s on s.hash = a.field_set
        where a.controller_id = ${controller.id} order by a.id offset 1`,
    )
    t.match(kept, [
      { name: null, isNamed: false, people: 1, fields: [], subject_id: null },
      { name: 'evt_1', isNamed: true, people: 2, fields: [], subject_id: null },
    ])
    t.equal(
      (
        await rows(
          database,
          sql`select 1 from platform_refs where controller_id = ${controller.id}`,
        )
      ).length,
      1,
      'and the reference of the other one is kept',
    )
    await close()
  })
})

test('who seems to have come back is decided about, for all of its tokens', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOf(database)
    const { record, subjectOf, suppress, controllerId, administration, clock } = scene
    const ada = await subjectOf(await record(['acct', 'ada@example.com']))
    await suppress(ada ?? '', new Date(clock.now.getTime() - hour))
    const dealing = { meaning: 'transaction', occurredAt: clock.now } as const
    t.equal(await countToReview(database, controllerId), 0)
    await record(['ada@example.com'], dealing)
    await record(['acct'], dealing)
    t.equal(await countToReview(database, controllerId), 1, 'one person')
    const { edges } = await listSuppressions(database, { controllerId, isToReview: true }, {})
    t.equal(edges.length, 2)
    const ref = { controllerId, id: edges[0]?.node.id ?? '' }

    clock.now = new Date(clock.now.getTime() + hour)
    await keepSuppression(administration, actor, ref)
    t.equal(await countToReview(database, controllerId), 0)
    await record(['acct'], dealing)
    t.equal(await countToReview(database, controllerId), 0, 'what happened before asks no more')
    await record(['acct'], { ...dealing, occurredAt: new Date(clock.now.getTime() + 1) })
    t.equal(await countToReview(database, controllerId), 1)

    await liftSuppression(administration, actor, ref)
    t.same(await scene.entries(), [], 'with those that were suppressed together')
    t.equal(await subjectOf(await record(['ada@example.com'])), ada)
    t.match(await scene.audited('suppression.lifted'), [{ details: { count: 2 } }])
    t.equal((await scene.audited('suppression.kept')).length, 1)
    await t.rejects(liftSuppression(administration, actor, ref), { code: 'not_found' })
    await scene.close()
  })
})

test('who was erased stays so, whatever was asked for before, and comes back as somebody new', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOf(database)
    const { record, subjectOf, controllerId, controller, administration, clock } = scene
    const ada = (await subjectOf(await record(['ada@example.com']))) ?? ''
    const bo = (await subjectOf(await record(['bo@example.com']))) ?? ''
    const { hash, kind, keyId } = tokenOf(controller, 'ada@example.com')
    const expiresAt = new Date(clock.now.getTime() - 1)
    await addSuppressions(administration, actor, controllerId, [
      {
        tokens: [{ token: hash, kind, keyId }],
        reason: 'objection',
        effectiveFrom: noon,
        expiresAt,
      },
    ])
    const person = { controllerId, subjectIds: [ada], redactionId: null, actor, at: clock.now }
    const { result } = await eraseOwnRecords(administration, person, () => true)
    t.equal(result, 'erased')
    t.match(await scene.entries(), [{ reason: 'erased', expiresAt: null }])
    t.equal(await sweep(database, clock.now), true)
    t.equal((await scene.entries()).length, 1)
    for (const [subjectId, into] of [[ada, bo] as const, [bo, ada] as const]) {
      const merge = mergePeople(administration, actor, { controllerId, subjectId, into })
      await t.rejects(merge, { code: 'conflict' })
    }
    t.equal(await subjectOf(await record(['ada@example.com'])), null)
    const [entry] = await scene.entries()
    await liftSuppression(administration, actor, { controllerId, id: entry?.id ?? '' })
    const back = await subjectOf(await record(['ada@example.com']))
    t.type(back, 'string')
    t.not(back, ada)
    await scene.close()
  })
})

test('an entry whose time is over goes with the next sweep', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const scene = await sceneOf(database)
    const { record, subjectOf, controllerId, controller, administration, clock } = scene
    const ada = await subjectOf(await record(['ada@example.com']))
    const { hash, kind, keyId } = tokenOf(controller, 'ada@example.com')
    const other = tokenOf(controller, 'bo@example.com').hash
    const until = (days: number) => new Date(clock.now.getTime() + days * 24 * hour)
    const entry = { reason: 'imported', effectiveFrom: noon } as const
    const added = await addSuppressions(administration, actor, controllerId, [
      { ...entry, tokens: [{ token: hash, kind, keyId }], expiresAt: until(-1) },
      { ...entry, tokens: [{ token: other, kind, keyId }], expiresAt: until(1) },
    ])
    t.equal(added, 2)
    t.equal(await subjectOf(await record(['ada@example.com'])), null, 'it holds until then')
    t.equal(await sweep(database, clock.now), true)
    t.same(
      (await scene.entries()).map(({ token }) => token),
      [formatToken(keyId, other)],
    )
    t.equal(await subjectOf(await record(['ada@example.com'])), ada)
    t.match(await scene.audited('suppression.expired'), [{ details: { count: 1 } }])
    await scene.close()
  })
})

test('another process suppresses while this one remembers the person', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const { controller, controllerId, subjectOf, close, record } = await sceneOf(database)
    const elsewhere = (await reopen?.()) ?? database
    const context = { keyring, now: () => new Date(), onWaiting: async () => undefined }
    const recorder = createRecorder(database, context)
    const send = (size = 1) => {
      const activities = Array.from({ length: size }, (_, position) =>
        activityOf(controller, {
          position,
          people: [personOf(controller, ['ada@example.com'], ['ref'])],
        }),
      )
      const [first] = activities
      const id = size === 1 ? { id: first?.id ?? '' } : {}
      return recorder.record([deliveryOf(controller, { ...id, activities })])
    }
    const ada = (await subjectOf(await record(['ada@example.com']))) ?? ''
    await send()
    await send()
    let isOver = false
    const sending = (async () => {
      // One by one and in pieces of something large, without a pause.
      while (!isOver) await Promise.all([send(), send(30), send()])
    })()
    await send()
    await elsewhere.transaction(executor =>
      suppressPerson(executor, {
        ...{ controllerId, subjectIds: [ada], redactionId: null, reason: 'erased' },
        ...{ actor, at: new Date() },
      }),
    )
    const [tied] = await rows<{ count: number }>(database, tiedTo(ada))
    await Promise.all([send(), send(30), send()])
    await Promise.all([send(), send(30), send()])
    isOver = true
    await sending
    t.same(await rows(database, tiedTo(ada)), [tied], 'nothing is tied from when it has returned')
    t.ok((await countOf(database, suppressions)) > 0)
    const erase = { controllerId, subjectIds: [ada], redactionId: null, actor, at: new Date() }
    await eraseOwnRecords({ database: elsewhere, keyring }, erase, () => true)
    await send()
    t.same(await rows(database, tiedTo(ada)), [{ count: 0 }])
    t.same(
      await rows(database, sql`select 1 from platform_refs where controller_id = ${controllerId}`),
      [],
    )
    await recorder.close()
    await close()
    if (elsewhere !== database) await elsewhere.close()
  })
})

function tiedTo(subjectId: string) {
  return sql`select (
    (select count(*) from processing_activities where subject_id = ${subjectId})
    + (select count(*) from activity_subjects where subject_id = ${subjectId})
    + (select count(*) from consent_events where subject_id = ${subjectId}))::int as count`
}
