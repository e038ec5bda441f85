import type { DeliveryRecord, IntegrationRef, RecordOutcome } from '@conduit/core/host'
import { createRecorder, type RecordContext, referenceAad, subjectsByTokens } from '@conduit/db'
import { open, openSubjectKey } from '@conduit/privacy'
import { eq, sql } from 'drizzle-orm'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
import {
  dataSubjects,
  deliveries,
  fetchQueue,
  fieldSets,
  identifierTokens,
  integrations,
  platformRefs,
  processingActivities,
  quarantine,
  seenKeys,
  subjectKeys,
  subjectLinks,
} from '../src/schema/index.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  integrationOf,
  keyOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'
import { countOf, rows } from './helpers/rows.ts'

const context: RecordContext = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
const nothingNew = { outcome: 'duplicate', recorded: 0 }

test('repetition', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const record = async (...deliveries: Parameters<typeof recorder.record>[0]) =>
      await recorder.record(deliveries)

    await t.test('is decided per event; what is known is left out', async t => {
      const controller = controllerOf()
      const event = (key: string) => activityOf(controller, { keys: [key] })
      const first = deliveryOf(controller, { activities: [event('a'), event('b')] })
      t.same(await record(first), [{ outcome: 'recorded', deliveryId: first.id, recorded: 2 }])
      const second = deliveryOf(controller, { activities: [event('b'), event('c')] })
      t.same(await record(second), [{ outcome: 'recorded', deliveryId: second.id, recorded: 1 }])
      const third = deliveryOf(controller, { activities: [event('c'), event('a')] })
      t.same(await record(third), [{ deliveryId: second.id, ...nothingNew }])
      t.equal(await countOf(database, processingActivities), 3)
      t.equal(await countOf(database, deliveries), 2)
    })

    await t.test('is equality in any one key, and further keys become aliases', async t => {
      const controller = controllerOf()
      const withKeys = (...keys: string[]) =>
        deliveryOf(controller, { activities: [activityOf(controller, { keys })] })
      const first = withKeys('a')
      await record(first)
      t.match(await record(withKeys('b', 'a')), [{ deliveryId: first.id, ...nothingNew }])
      t.match(await record(withKeys('b')), [{ deliveryId: first.id, ...nothingNew }])
    })

    await t.test('is seen inside one group and inside one delivery', async t => {
      const controller = controllerOf()
      const withKeys = (...keys: string[][]) =>
        deliveryOf(controller, {
          activities: keys.map(each => activityOf(controller, { keys: each })),
        })
      const [one, two, three] = [withKeys(['a'], ['a']), withKeys(['b', 'a']), withKeys(['b'])]
      t.same(await Promise.all([record(one), record(two), record(three)]), [
        [{ outcome: 'recorded', deliveryId: one.id, recorded: 1 }],
        [{ deliveryId: one.id, ...nothingNew }],
        [{ deliveryId: one.id, ...nothingNew }],
      ])
      t.match(await record(withKeys(['b'])), [{ deliveryId: one.id, ...nothingNew }])
    })

    await t.test('of the same record is no harm: its commit may have been in doubt', async t => {
      const controller = controllerOf()
      const delivery = deliveryOf(controller, {
        activities: [activityOf(controller, { keys: ['a'] })],
      })
      await record(delivery)
      t.same(await record(delivery), [{ deliveryId: delivery.id, ...nothingNew }])
    })

    await t.test('stays inside a controller, and an event without keys is always new', async t => {
      const [one, two] = [controllerOf(), controllerOf()]
      const same = [one, two].map(controller =>
        deliveryOf(controller, { activities: [activityOf(controller, { keys: ['a'] })] }),
      )
      t.match(await record(...same), [{ recorded: 1 }, { recorded: 1 }])
      for (const _ of [1, 2]) {
        t.match(await record(deliveryOf(one, { activities: [activityOf(one)] })), [{ recorded: 1 }])
      }
    })

    await t.test('of a delivery without events is decided by its own keys', async t => {
      const controller = controllerOf()
      const first = deliveryOf(controller, { keys: ['d'], ignored: 2 })
      t.same(await record(first), [{ outcome: 'ignored', deliveryId: first.id, recorded: 0 }])
      t.same(await record(deliveryOf(controller, { keys: ['d'] })), [
        { deliveryId: first.id, ...nothingNew },
      ])
      t.same(await record(deliveryOf(controller)), [
        { deliveryId: null, outcome: 'recorded', recorded: 0 },
      ])
    })

    await t.test(
      'never loses what failed: the quarantine of a known event is kept, once',
      async t => {
        const controller = controllerOf()
        const failed = () => ({
          id: uuidv7(),
          step: 'extract',
          reason: 'TypeError',
          sealed: Buffer.from('sealed'),
          expiresAt: receivedAt,
        })
        const activities = () => [activityOf(controller, { keys: ['a'] })]
        await record(deliveryOf(controller, { activities: activities() }))
        const before = await countOf(database, quarantine)
        const second = deliveryOf(controller, {
          activities: activities(),
          keys: ['d'],
          quarantine: failed(),
        })
        t.same(await record(second), [{ outcome: 'partial', deliveryId: second.id, recorded: 0 }])
        const third = deliveryOf(controller, {
          activities: activities(),
          keys: ['d'],
          quarantine: failed(),
        })
        t.match(await record(third), [nothingNew])
        t.equal(await countOf(database, quarantine), before + 1)
      },
    )

    await t.test('one hundred times at once leaves one each', async t => {
      const controller = controllerOf()
      const before = await Promise.all(
        [deliveries, processingActivities, dataSubjects].map(table => countOf(database, table)),
      )
      const copies = Array.from({ length: 100 }, () =>
        deliveryOf(controller, {
          activities: [
            activityOf(controller, {
              keys: ['same'],
              people: [personOf(controller, ['p@example.com'], ['1'])],
            }),
          ],
        }),
      )
      const outcomes = (await Promise.all(copies.map(copy => record(copy)))).flat()
      const isNew = ({ outcome }: RecordOutcome) => outcome !== 'duplicate'
      const winner = outcomes.find(isNew)
      t.equal(outcomes.filter(isNew).length, 1)
      t.ok(outcomes.every(({ deliveryId }) => deliveryId === winner?.deliveryId))
      const after = await Promise.all(
        [deliveries, processingActivities, dataSubjects].map(table => countOf(database, table)),
      )
      t.same(
        after,
        before.map(count => count + 1),
      )
    })
    await recorder.close()
  })
})

test('people', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const recorder = createRecorder(database, context)
    const controller = controllerOf()
    const record = async (...people: ReturnType<typeof personOf>[]) => {
      const activity = activityOf(controller, { people })
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      return activity.id
    }
    const subjectsOf = async (activityId: string) => {
      const found = await rows<{ subject: string }>(
        database,
        sql`select subject from (
          select subject_id as subject, person from activity_subjects where activity_id = ${activityId}
          union all select subject_id, 0 from processing_activities
            where id = ${activityId} and subject_id is not null
        ) tied order by person`,
      )
      return found.map(({ subject }) => subject)
    }

    await t.test('are found again by any token; unknown tokens join them', async t => {
      const [first] = await subjectsOf(
        await record(personOf(controller, ['cus_1', 'one@example.com'])),
      )
      t.same(
        await subjectsOf(await record(personOf(controller, ['one@example.com', 'phone-like']))),
        [first],
      )
      t.same(await subjectsOf(await record(personOf(controller, ['phone-like']))), [first])
      t.equal(await countOf(database, dataSubjects), 1)
      t.equal(await countOf(database, subjectKeys), 1)
      t.equal(await countOf(database, identifierTokens), 3)
    })

    await t.test(
      'who are two by their tokens are linked, not merged; the strongest has the activity',
      async t => {
        const [one] = await subjectsOf(await record(personOf(controller, ['cus_2'])))
        const [two] = await subjectsOf(await record(personOf(controller, ['two@example.com'])))
        const activity = await record(personOf(controller, ['cus_2', 'two@example.com', 'cus_2b']))
        t.same(await subjectsOf(activity), [one])
        t.same(await subjectsOf(await record(personOf(controller, ['cus_2b']))), [one])
        const links = await database.run(executor => executor.select().from(subjectLinks))
        t.match(links, [{ state: 'suggested', activityId: activity }])
        t.same([links[0]?.subjectA, links[0]?.subjectB], [one, two].sort())
        await record(personOf(controller, ['two@example.com', 'cus_2']))
        t.equal(await countOf(database, subjectLinks), 1)
      },
    )

    await t.test('of one event stay apart; without a token there is no subject', async t => {
      const subjects = await subjectsOf(
        await record(
          personOf(controller, ['cus_3']),
          { tokens: [], references: [], consents: [] },
          personOf(controller, ['cus_4']),
        ),
      )
      t.equal(new Set(subjects).size, 2)
    })

    await t.test('who are equal and new in one group become one', async t => {
      const before = await countOf(database, dataSubjects)
      const ids = await Promise.all(
        Array.from({ length: 20 }, () =>
          record(personOf(controller, ['cus_5', 'five@example.com'], ['5'])),
        ),
      )
      const subjects = await Promise.all(ids.map(subjectsOf))
      t.equal(new Set(subjects.flat()).size, 1)
      t.equal(await countOf(database, dataSubjects), before + 1)
    })

    await t.test(
      'known under an older key are found, and get a token under the active one',
      async t => {
        const old = tokenOf(controller, 'six@example.com', { keyId: 'k1' })
        const [first] = await subjectsOf(
          await record({ tokens: [old], references: [], consents: [] }),
        )
        const token = tokenOf(controller, 'six@example.com', { older: true })
        t.same(await subjectsOf(await record({ tokens: [token], references: [], consents: [] })), [
          first,
        ])
        t.same(await subjectsOf(await record(personOf(controller, ['six@example.com']))), [first])
      },
    )

    await t.test('have references sealed under their own key, each once', async t => {
      const [subject = ''] = await subjectsOf(await record(personOf(controller, ['cus_7'], ['7'])))
      await record(personOf(controller, ['cus_7'], ['7', '8']))
      await record(personOf(controller, ['cus_7'], ['8', '8']))
      const { references, wrapped } = await database.run(async executor => ({
        references: await executor
          .select()
          .from(platformRefs)
          .where(eq(platformRefs.subjectId, subject)),
        wrapped: await executor
          .select()
          .from(subjectKeys)
          .where(eq(subjectKeys.subjectId, subject)),
      }))
      const keys = keyring.forController(controller)
      const key = openSubjectKey(
        keys,
        controller.id,
        subject,
        wrapped[0]?.wrapped ?? Buffer.alloc(0),
      )
      const opened = references.map(({ sealed }) =>
        Buffer.from(open(key, sealed, referenceAad(controller.id, subject))).toString(),
      )
      t.same(opened.sort(), ['["customer","7",null]', '["customer","8",null]'])
      t.equal(references[0]?.integrationId, integrationOf(controller))
    })

    await t.test('have a reference verified by the first proven event that shows it', async t => {
      const unsigned = async (...of: Parameters<typeof personOf>) => {
        const changes = { people: [personOf(...of)], verification: 'unsigned' as const }
        await recorder.record([
          deliveryOf(controller, { activities: [activityOf(controller, changes)] }),
        ])
      }
      const [subject = ''] = await subjectsOf(await record(personOf(controller, ['cus_9'], ['9'])))
      const verified = async () => {
        const rows = await database.run(executor =>
          executor.select().from(platformRefs).where(eq(platformRefs.subjectId, subject)),
        )
        return rows.map(({ isVerified }) => isVerified).sort()
      }
      await unsigned(controller, ['cus_9'], ['9', '10'])
      t.same(await verified(), [false, true])
      await unsigned(controller, ['cus_9'], ['9', '10'])
      t.same(await verified(), [false, true])
      await record(personOf(controller, ['cus_9'], ['10']))
      t.same(await verified(), [true, true])
    })

    await t.test('are found by what nobody has proven only where any proof will do', async t => {
      const changes = {
        people: [personOf(controller, ['cus_10'])],
        verification: 'unsigned' as const,
      }
      const activity = activityOf(controller, changes)
      await recorder.record([deliveryOf(controller, { activities: [activity] })])
      const sought = [tokenOf(controller, 'cus_10').hash, tokenOf(controller, 'cus_11').hash]
      const found = (proof?: 'any' | 'verified') =>
        subjectsByTokens(
          database,
          controller.id,
          sought.map(hash => [hash]),
          proof,
        )
      t.match(await found(), [[/^[\da-f-]{36}$/], []])
      t.same(await found('any'), await found())
      t.same(await found('verified'), [[], []])
    })
    await recorder.close()
  })
})

test('what is recorded', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const waiting: (readonly IntegrationRef[])[] = []
    const recorder = createRecorder(database, {
      ...context,
      onWaiting: async (_executor, integrations) => {
        waiting.push(integrations)
      },
    })
    const controller = controllerOf()

    await t.test('holds no text that the database would refuse, and no more than fits', async t => {
      const text = `\u0000\ud800${'x'.repeat(2000)}`
      const activity = activityOf(controller, {
        type: text,
        account: text,
        path: text,
        fields: [{ path: text, category: 'name', person: null }],
        occurredAt: new Date(8.64e15),
      })
      const delivery = deliveryOf(controller, { platformDeliveryId: text, activities: [activity] })
      t.match(await recorder.record([delivery]), [{ recorded: 1 }])
      const found = await database.run(async executor => ({
        deliveries: await executor.select().from(deliveries).where(eq(deliveries.id, delivery.id)),
        activities: await executor
          .select()
          .from(processingActivities)
          .where(eq(processingActivities.id, activity.id)),
      }))
      const clean = (length: number) => `\ufffd\ufffd${'x'.repeat(length - 2)}`
      t.match(found.deliveries, [{ platformDeliveryId: clean(500), outcome: 'recorded' }])
      t.match(found.activities, [
        { type: clean(200), account: clean(200), path: clean(1000), occurredAt: null },
      ])
      const { fieldSet } = found.activities[0] ?? {}
      const sets = await database.run(executor => executor.select().from(fieldSets))
      t.same(sets, [
        { controllerId: controller.id, hash: fieldSet, fields: [[clean(1000), 'name', null]] },
      ])
    })

    await t.test('has its own fields, whatever the paths of others hold', async t => {
      const owner = controllerOf()
      const field = (path: string, category: 'name' | 'email') => {
        return { path, category, person: null }
      }
      for (const separator of ['\u0000', ' ', '/']) {
        const path = ['/a', 'null', 'email', '/b'].join(separator)
        const both = [[field(path, 'name')], [field('/a', 'name'), field('/b', 'email')]] as const
        for (const fields of both) {
          const activity = activityOf(owner, { fields })
          await recorder.record([deliveryOf(owner, { activities: [activity] })])
          const [row] = await database.run(executor =>
            executor
              .select({ fields: fieldSets.fields })
              .from(processingActivities)
              .innerJoin(fieldSets, eq(fieldSets.hash, processingActivities.fieldSet))
              .where(eq(processingActivities.id, activity.id)),
          )
          const shown = fields.map(each => [
            each.path.replaceAll('\u0000', '\ufffd'),
            each.category,
            null,
          ])
          t.strictSame(row?.fields, shown)
        }
      }
    })

    await t.test('waits to be read, and tells so inside the transaction', async t => {
      const want = { key: keyOf(controller, 'want'), ref: Buffer.from('sealed') }
      const wanting = activityOf(controller, { keys: ['w'], want })
      await recorder.record([deliveryOf(controller, { activities: [wanting] })])
      const catchUp = deliveryOf(controller, { catchUp: true })
      t.same(await recorder.record([catchUp]), [
        { deliveryId: null, outcome: 'recorded', recorded: 0 },
      ])
      const again = activityOf(controller, { keys: ['w'], want })
      await recorder.record([deliveryOf(controller, { activities: [again] })])
      const integration = { controllerId: controller.id, id: integrationOf(controller) }
      t.same(waiting, [[integration], [integration]])
      const queue = await database.run(executor =>
        executor.select().from(fetchQueue).orderBy(fetchQueue.id),
      )
      t.match(queue, [
        { id: wanting.id, kind: 'activity', state: 'waiting' },
        { id: catchUp.id, kind: 'catch_up', state: 'waiting', ref: null },
      ])
    })

    await t.test('is all or nothing for one request over several controllers', async t => {
      const other = controllerOf()
      const both = [
        deliveryOf(controller, { activities: [activityOf(controller, { keys: ['both'] })] }),
        deliveryOf(other, { activities: [activityOf(other, { keys: ['both'] })] }),
      ]
      t.match(await recorder.record(both), [{ recorded: 1 }, { recorded: 1 }])
    })

    await t.test('in pieces is one delivery, whose outcome is that of all', async t => {
      const rowOf = async (id: string) => {
        const [row] = await database.run(executor =>
          executor.select().from(deliveries).where(eq(deliveries.id, id)),
        )
        return row
      }
      const piece = (id: string, key: string, rest: Partial<DeliveryRecord> = {}) => ({
        ...deliveryOf(controller, { id, activities: [activityOf(controller, { keys: [key] })] }),
        ...rest,
      })
      const failure = {
        keys: [keyOf(controller, 'bytes')],
        rejected: 1,
        quarantine: {
          id: uuidv7(),
          step: 'extract',
          reason: 'TypeError',
          sealed: Buffer.from('sealed'),
          expiresAt: receivedAt,
        },
      }
      const id = uuidv7()
      await recorder.record([piece(id, 'piece 1', { ignored: 1 })])
      await recorder.record([piece(id, 'piece 2')])
      t.match(await rowOf(id), { outcome: 'recorded', activities: 2, ignored: 1, rejected: 0 })
      await recorder.record([piece(id, 'piece 3', failure)])
      t.match(await rowOf(id), { outcome: 'partial', activities: 3, ignored: 1, rejected: 1 })
      await recorder.record([piece(id, 'piece 4')])
      t.match(await rowOf(id), { outcome: 'partial', activities: 4 })

      const ignored = uuidv7()
      await recorder.record([deliveryOf(controller, { id: ignored, keys: ['i'], ignored: 3 })])
      t.match(await rowOf(ignored), { outcome: 'ignored' })
      await recorder.record([piece(ignored, 'piece 5')])
      t.match(await rowOf(ignored), { outcome: 'recorded', activities: 1, ignored: 3 })

      const hasty = uuidv7()
      const both = ['piece 6', 'piece 7'].map(key => recorder.record([piece(hasty, key)]))
      t.match((await Promise.all(both)).flat(), [{ recorded: 1 }, { recorded: 1 }])
      t.match(await rowOf(hasty), { outcome: 'recorded', activities: 2 }, 'also at once')
    })

    await t.test('shows on the integration, once a minute at most', async t => {
      const at = (minutes: number) => new Date(receivedAt.getTime() + minutes * 60_000)
      let now = receivedAt
      const owner = controllerOf()
      await asAct(database, executor =>
        executor.insert(integrations).values({
          controllerId: owner.id,
          id: integrationOf(owner),
          adapter: 'stripe',
          label: '',
          status: 'enabled',
          createdAt: receivedAt,
          updatedAt: receivedAt,
        }),
      )
      const lastDeliveryAt = async (minutes: number) => {
        now = at(minutes)
        await clocked.record([
          deliveryOf(owner, { receivedAt: now, activities: [activityOf(owner)] }),
        ])
      }
      const clocked = createRecorder(database, { ...context, elapsed: () => now.getTime() })
      await lastDeliveryAt(0)
      await lastDeliveryAt(0.5)
      await lastDeliveryAt(1)
      await lastDeliveryAt(1.5)
      await clocked.close()
      const [row] = await database.run(executor =>
        executor
          .select()
          .from(integrations)
          .where(eq(integrations.id, integrationOf(owner))),
      )
      t.same(row?.lastDeliveryAt, at(1))
    })

    await recorder.close()
    await t.rejects(recorder.record([deliveryOf(controller)]), { code: 'unavailable' })
    t.ok((await countOf(database, seenKeys)) > 0)
  })
})
