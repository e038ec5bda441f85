import { listAuditEntries } from '@conduit/db'
import {
  countLinks,
  dismissLinks,
  isRestrictedAt,
  kindsOfData,
  linksOf,
  listLinks,
  mergedInto,
  mergePeople,
  restrictionsOf,
  restrictPerson,
  separatePeople,
  sharedShortNames,
  unrestrictPerson,
} from '@conduit/db/people'
import { eq } from 'drizzle-orm'
import { test } from 'tap'
import { dataSubjects, subjectLinks } from '../src/schema/index.ts'
import { forEachDatabase } from './helpers/databases.ts'
import { integrationOf, receivedAt } from './helpers/fixtures.ts'
import { sceneOf } from './helpers/people-scene.ts'

const actor = { type: 'api_key', id: 'one' }

test('who may be one person is suggested with its evidence, and decided by somebody', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, controllerIds, record, ref } = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('signed', 'bo@example.com')
    const both = await record('signed', 'ada@example.com', 'bo@example.com')
    await record('unsigned', 'cy@example.com', 'ada@example.com')
    const [ada, bo, cy] = [
      await ref('ada@example.com'),
      await ref('bo@example.com'),
      await ref('cy@example.com'),
    ]
    const pairs = async () => {
      const page = await listLinks(database, controller.id, { first: 1 })
      const rest = await listLinks(database, controller.id, {
        after: page.pageInfo.endCursor,
      })
      const found = [...page.edges, ...(page.edges.length === 0 ? [] : rest.edges)]
      t.equal(await page.totalCount(), found.length)
      return found.map(({ node }) => [...node.subjectIds].sort().concat(node.evidence))
    }
    const pairOf = (one: { id: string }, other: { id: string }, evidence: string) =>
      [one.id, other.id].sort().concat(evidence)
    t.same(await pairs(), [pairOf(ada, cy, 'unsigned'), pairOf(ada, bo, 'event')])
    t.match((await linksOf(database, [bo])).get(bo.id), [{ evidence: 'event', activityId: both }])
    const becomes = async ({ id }: { id: string }, state: 'active' | 'erased') =>
      await database.run(executor =>
        executor.update(dataSubjects).set({ state }).where(eq(dataSubjects.id, id)),
      )
    await becomes(cy, 'erased')
    t.same(await pairs(), [pairOf(ada, bo, 'event')], 'nobody is asked of whom was erased')
    await becomes(cy, 'active')
    await becomes(bo, 'erased')
    t.same(await pairs(), [pairOf(ada, cy, 'unsigned')])
    await becomes(bo, 'active')

    await dismissLinks(context, actor, ada, cy.id)
    t.same(await pairs(), [pairOf(ada, bo, 'event')])
    await t.rejects(dismissLinks(context, actor, cy, ada.id), { code: 'not_found' })
    await record('unsigned', 'cy@example.com', 'ada@example.com')
    t.same(await pairs(), [pairOf(ada, bo, 'event')], 'the same is not suggested again')

    await mergePeople(context, actor, {
      controllerId: controller.id,
      subjectId: ada.id,
      into: bo.id,
    })
    t.same(await pairs(), [])
    t.same(await ref('ada@example.com'), bo)
    t.match((await mergedInto(database, [bo])).get(bo.id), [{ id: ada.id, shortName: /^P-/ }])
    await separatePeople(context, actor, ada)
    t.same(await pairs(), [], 'who was separated is not suggested again')
    t.same(await ref('ada@example.com'), ada)
    await t.rejects(separatePeople(context, actor, ada), { code: 'not_found' })

    await record('signed', 'cy@example.com', 'ada@example.com')
    const cyNow = await ref('cy@example.com')
    t.same(cyNow, ada, 'a proven event says whose it is')
    t.equal(await countLinks(database, controller.id), 0)

    const entries = await listAuditEntries(database, { controllerIds }, {})
    t.same(
      entries.edges.map(({ node }) => node.action),
      ['subject.separated', 'subject.merged', 'link.dismissed'],
    )
    await close()
  })
})

test('who was separated is not suggested again, whatever suggested it or nothing did', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, record, ref } = await sceneOf(database)
    const controllerId = controller.id
    await record('signed', 'ada@example.com')
    await record('unsigned', 'cy@example.com')
    const [ada, cy] = [await ref('ada@example.com'), await ref('cy@example.com')]
    const count = () => countLinks(database, controllerId)
    await mergePeople(context, actor, { controllerId, subjectId: cy.id, into: ada.id })
    await separatePeople(context, actor, cy)
    await record('unsigned', 'cy@example.com', 'ada@example.com')
    t.equal(await count(), 0, 'by what nobody had said before')

    await record('unsigned', 'bo@example.com')
    const bo = await ref('bo@example.com')
    await mergePeople(context, actor, { controllerId, subjectId: bo.id, into: ada.id })
    await record('unsigned', 'bo@example.com', 'ada@example.com')
    await separatePeople(context, actor, bo)
    t.equal(await count(), 0, 'by what was said while they were one')
    await close()
  })
})

test('a busy mailbox of many hides nobody who may be the same person', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, controller, record, ref } = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('signed', 'bo@example.com')
    await record('signed', 'ada@example.com', 'bo@example.com')
    const ada = await ref('ada@example.com')
    const late = 'ffffffff-ffff-7fff-bfff-ffffffffffff'
    const shared = Array.from({ length: 120 }, (_, index) => ({
      ...{ controllerId: controller.id, subjectA: ada.id, activityId: late, createdAt: receivedAt },
      ...{ state: 'suggested' as const, evidence: 'shared' as const },
      subjectB: `ffffffff-ffff-7fff-bfff-${String(index).padStart(12, '0')}`,
    }))
    await database.run(executor => executor.insert(subjectLinks).values(shared))
    const links = (await linksOf(database, [ada])).get(ada.id) ?? []
    t.match(links.slice(0, 2), [{ evidence: 'event' }, { evidence: 'shared' }])
    await close()
  })
})

test('nobody is merged who is not there, was erased, or is another controller’s', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, record, ref } = await sceneOf(database)
    const other = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('signed', 'bo@example.com')
    await other.record('signed', 'cy@example.com')
    const [ada, bo] = [await ref('ada@example.com'), await ref('bo@example.com')]
    const cy = await other.ref('cy@example.com')
    const merge = (subjectId: string, into: string) =>
      mergePeople(context, actor, { controllerId: controller.id, subjectId, into })
    await t.rejects(merge(ada.id, cy.id), { code: 'not_found' })
    await t.rejects(merge(cy.id, ada.id), { code: 'not_found' })
    await t.rejects(merge(ada.id, ada.id), { code: 'conflict' })
    await database.run(executor => executor.update(dataSubjects).set({ state: 'erased' }))
    await t.rejects(merge(ada.id, bo.id), { code: 'conflict' })
    await t.rejects(restrictPerson(context, actor, ada, 'objection'), { code: 'conflict' })
    await other.close()
    await close()
  })
})

test('a restriction marks what comes, is of the whole person, and no event lifts it', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, now, personBy, record, ref } = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('signed', 'bo@example.com')
    const [ada, bo] = [await ref('ada@example.com'), await ref('bo@example.com')]
    const before = now()
    await restrictPerson(context, actor, ada, 'accuracy_contested')
    await t.rejects(restrictPerson(context, actor, ada, 'objection'), { code: 'conflict' })
    const at = async (moment: Date) =>
      isRestrictedAt(
        (await restrictionsOf(database, [await ref('ada@example.com')])).values().next().value ??
          [],
        moment,
      )
    t.equal(await at(before), false)
    t.equal(await at(now()), true)
    for (const proof of ['unsigned', 'signed'] as const) {
      await record(proof, 'ada@example.com')
      t.equal((await personBy('ada@example.com')).state, 'restricted', proof)
    }
    await mergePeople(context, actor, {
      controllerId: controller.id,
      subjectId: ada.id,
      into: bo.id,
    })
    t.equal((await personBy('bo@example.com')).state, 'restricted')
    t.equal(await at(now()), true)
    await unrestrictPerson(context, actor, bo)
    t.equal((await personBy('ada@example.com')).state, 'active')
    t.equal(await at(now()), false)
    await t.rejects(unrestrictPerson(context, actor, bo), { code: 'conflict' })
    await close()
  })
})

test('what is ended and begun again at the same moment holds', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, context, controller, personBy, record, ref } = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('signed', 'bo@example.com')
    await record('signed', 'cy@example.com')
    const [ada, bo, cy] = [
      await ref('ada@example.com'),
      await ref('bo@example.com'),
      await ref('cy@example.com'),
    ]
    const moment = context.now()
    const still = { ...context, now: () => moment }
    await restrictPerson(still, actor, ada, 'objection')
    await unrestrictPerson(still, actor, ada)
    await restrictPerson(still, actor, ada, 'legal_claims')
    t.equal((await personBy('ada@example.com')).state, 'restricted')
    t.match((await restrictionsOf(database, [ada])).get(ada.id), [
      { restrictedAt: moment, liftedAt: null, reason: 'legal_claims' },
    ])
    const merge = (into: string) =>
      mergePeople(still, actor, { controllerId: controller.id, subjectId: ada.id, into })
    await merge(bo.id)
    await separatePeople(still, actor, ada)
    await merge(cy.id)
    t.equal((await ref('ada@example.com')).id, cy.id)
    t.equal((await ref('bo@example.com')).id, bo.id)
    await close()
  })
})

test('which kinds of data came from where, and whose short name is not its own', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { close, controller, record, ref } = await sceneOf(database)
    await record('signed', 'ada@example.com')
    await record('unsigned', 'ada@example.com')
    await record('signed', 'bo@example.com')
    const [ada, bo] = [await ref('ada@example.com'), await ref('bo@example.com')]
    const integrationId = integrationOf(controller)
    const kinds = await kindsOfData(database, [ada, bo])
    t.match(kinds.get(ada.id), [{ category: 'email', integrationId, count: 2 }])
    t.match(kinds.get(bo.id), [{ category: 'email', integrationId, count: 1 }])

    t.same([...(await sharedShortNames(database, [ada, bo]))], [])
    const head = (Number.parseInt(ada.id.slice(-8, -7), 16) ^ 4).toString(16)
    const twin = `${bo.id.slice(0, 28)}${head}${ada.id.slice(-7)}`
    const row = { controllerId: controller.id, id: twin, firstSeen: receivedAt }
    await database.run(executor =>
      executor.insert(dataSubjects).values({ ...row, state: 'active' as const }),
    )
    t.same([...(await sharedShortNames(database, [ada, bo]))], [ada.id])
    await close()
  })
})
