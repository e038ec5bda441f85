import type { Controller, DeliveryRecord } from '@conduit/core/host'
import { createRecorder, type Database, type RecordContext, referenceAad } from '@conduit/db'
import { open, openSubjectKey } from '@conduit/privacy'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { type Test, test } from 'tap'
import { shortOf } from '../src/database/short-hash.ts'
import {
  activitySubjects,
  dataSubjects,
  deliveries,
  identifierTokens,
  platformRefs,
  processingActivities,
  seenKeys,
  subjectKeys,
} from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyring,
  personOf,
  receivedAt,
} from './helpers/fixtures.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }

/** An event in a small universe: keys and identifiers by number, so that they meet again and again. */
const event = fc.record({
  keys: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 3 }),
  people: fc.array(fc.uniqueArray(fc.nat({ max: 6 }), { maxLength: 3 }), { maxLength: 2 }),
})
const load = fc.array(fc.array(event, { minLength: 1, maxLength: 3 }), {
  minLength: 2,
  maxLength: 24,
})

test('two recorders on the same data agree', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const other = (await reopen?.()) ?? database
    const agree = fc.assert(
      fc.asyncProperty(load, async events => {
        const controller = controllerOf()
        const records = events.map(each => deliveryWith(controller, each))
        const recorders = [
          createRecorder(database, context),
          createRecorder(other, context),
        ] as const
        await Promise.all(
          records.map((record, index) => recorders[index % 2 === 0 ? 0 : 1].record([record])),
        )
        await checkInvariants(t, database, controller, records)
        await Promise.all(recorders.map(recorder => recorder.close()))
      }),
      { numRuns: reopen === null ? 15 : 60 },
    )
    await t.resolves(agree, 'no deadlock, no double subject, no double activity')
    if (other !== database) await other.close()
  })
})

test('many new people at once, in both directions', async t => {
  await forEachDatabase(t, async (t, { database, reopen }) => {
    const other = (await reopen?.()) ?? database
    const controller = controllerOf()
    const recorders = [createRecorder(database, context), createRecorder(other, context)] as const
    const names = Array.from({ length: 300 }, (_, index) => index)
    const deliveryFor = (name: number) =>
      deliveryWith(controller, [{ keys: [name], people: [[name, name + 1000]] }])
    const records = [names.map(deliveryFor), [...names].reverse().map(deliveryFor)] as const
    await Promise.all([
      ...records[0].map(record => recorders[0].record([record])),
      ...records[1].map(record => recorders[1].record([record])),
    ])
    await checkInvariants(t, database, controller, records.flat())
    const subjects = await database.run(executor =>
      executor.select().from(dataSubjects).where(eq(dataSubjects.controllerId, controller.id)),
    )
    t.equal(subjects.length, 300)
    await Promise.all(recorders.map(recorder => recorder.close()))
    if (other !== database) await other.close()
  })
})

function deliveryWith(
  controller: Controller,
  events: readonly {
    readonly keys: readonly number[]
    readonly people: readonly (readonly number[])[]
  }[],
): DeliveryRecord {
  return deliveryOf(controller, {
    activities: events.map(({ keys, people }, position) =>
      activityOf(controller, {
        position,
        keys: keys.map(key => `event ${key}`),
        people: people.map(identifiers =>
          personOf(
            controller,
            identifiers.map(each => `person ${each}`),
            identifiers.map(each => `reference ${each}`),
          ),
        ),
        fields: [],
      }),
    ),
  })
}

async function checkInvariants(
  t: Test,
  database: Database,
  controller: Controller,
  records: readonly DeliveryRecord[],
): Promise<void> {
  const [stored, activities, people, subjects, wrapped, tokens, references, keys] =
    await database.run(executor =>
      Promise.all([
        executor.select().from(deliveries).where(eq(deliveries.controllerId, controller.id)),
        executor
          .select()
          .from(processingActivities)
          .where(eq(processingActivities.controllerId, controller.id)),
        executor
          .select()
          .from(activitySubjects)
          .where(eq(activitySubjects.controllerId, controller.id)),
        executor.select().from(dataSubjects).where(eq(dataSubjects.controllerId, controller.id)),
        executor.select().from(subjectKeys).where(eq(subjectKeys.controllerId, controller.id)),
        executor
          .select()
          .from(identifierTokens)
          .where(eq(identifierTokens.controllerId, controller.id)),
        executor.select().from(platformRefs).where(eq(platformRefs.controllerId, controller.id)),
        executor.select().from(seenKeys).where(eq(seenKeys.controllerId, controller.id)),
      ]),
    )
  const expect = (condition: boolean, what: string) => {
    if (!condition) {
      t.fail(what)
      throw new Error(what)
    }
  }
  const subjectIds = new Set(subjects.map(({ id }) => id))
  const withToken = new Set(tokens.map(({ subjectId }) => subjectId))
  expect(same(subjectIds, withToken), 'every subject has a token, every token a subject')
  expect(
    same(subjectIds, new Set(wrapped.map(({ subjectId }) => subjectId))),
    'every subject has one key',
  )
  expect(
    [...people, ...activities].every(
      ({ subjectId }) => subjectId === null || subjectIds.has(subjectId),
    ),
    'activities belong to subjects that exist',
  )

  const deliveryIds = new Set(stored.map(({ id }) => id))
  expect(
    keys.every(({ deliveryId }) => deliveryIds.has(deliveryId)),
    'keys belong to deliveries that exist',
  )
  const kept = new Set(activities.map(({ id }) => id))
  const all = records.flatMap(record => record.activities)
  const claimed = all.filter(({ id }) => kept.has(id)).flatMap(({ keys }) => keys)
  expect(new Set(claimed).size === claimed.length, 'no two activities share a key')
  const known = new Set(keys.map(({ key }) => key))
  expect(
    all.every(activity => activity.keys.every(key => known.has(shortOf(key)))),
    'every key is known',
  )
  const withoutKeys = all.filter(activity => activity.keys.length === 0)
  expect(
    withoutKeys.every(({ id }) => kept.has(id)),
    'events without keys are all kept',
  )

  const wrappedOf = new Map(wrapped.map(row => [row.subjectId, row.wrapped]))
  for (const { subjectId, sealed } of references) {
    const blob = wrappedOf.get(subjectId) ?? Buffer.alloc(0)
    const key = openSubjectKey(keyring.forController(controller), controller.id, subjectId, blob)
    expect(open(key, sealed, referenceAad(controller.id, subjectId)).length > 0, 'references open')
  }
}

function same(one: ReadonlySet<string>, two: ReadonlySet<string>): boolean {
  return one.size === two.size && [...one].every(each => two.has(each))
}
