import { createStore, listActivities, listSubjects } from '@conduit/db'
import { activityCounts, identifiersOf } from '@conduit/db/people'
import { test } from 'tap'
import { mergeSubjects, separateSubject } from '../src/people/merge-subjects.ts'
import { asAct } from './helpers/as-act.ts'
import { forEachDatabase } from './helpers/databases.ts'
import {
  activityOf,
  controllerOf,
  deliveryOf,
  keyring,
  personOf,
  receivedAt,
  tokenOf,
} from './helpers/fixtures.ts'

const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }

test('a merge rewrites nothing, a separation ends it, and a read takes the members together', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store, close } = createStore(database, context)
    const controller = controllerOf()
    const controllerIds = [controller.id]
    const record = async (...names: readonly string[]) => {
      const people = names.map(name => personOf(controller, [name]))
      const activity = activityOf(controller, { people })
      await store.record([deliveryOf(controller, { activities: [activity] })])
      return activity.id
    }
    const idOf = async (name: string) => {
      const tokens = [tokenOf(controller, name).hash]
      const { edges } = await listSubjects(database, { controllerIds, tokens }, {})
      return edges[0]?.node.id ?? ''
    }
    const activitiesOf = async (dataSubjectId: string) => {
      const page = await listActivities(database, { controllerIds, dataSubjectId }, { first: 2 })
      const { cursor: after } = page.edges.at(-1) ?? {}
      const rest = await listActivities(database, { controllerIds, dataSubjectId }, { after })
      return {
        ids: [...page.edges, ...rest.edges].map(({ node }) => node.id),
        total: await page.totalCount(),
      }
    }
    const events = [
      await record('ada@example.com'),
      await record('bo@example.com'),
      await record('cy@example.com', 'ada@example.com'),
    ]
    const [ada, bo, cy] = [
      await idOf('ada@example.com'),
      await idOf('bo@example.com'),
      await idOf('cy@example.com'),
    ]
    let changes = 0
    const change = (work: 'merge' | 'separate', subjectId: string, into = '') =>
      asAct(database, executor => {
        const at = new Date(receivedAt.getTime() + ++changes)
        return work === 'merge'
          ? mergeSubjects(executor, { controllerId: controller.id, subjectId, into }, at)
          : separateSubject(executor, { controllerId: controller.id, subjectId }, at)
      })

    await change('merge', ada, bo)
    t.equal(await idOf('ada@example.com'), bo)
    t.same(await activitiesOf(ada), { ids: events, total: 3 })
    t.same(await activitiesOf(bo), { ids: events, total: 3 })
    const { edges } = await listSubjects(database, { controllerIds }, {})
    t.same(
      edges.map(({ node }) => node.id),
      [cy, bo],
    )
    const people = [{ controllerId: controller.id, id: bo }]
    t.equal((await activityCounts(database, people)).get(bo), 3)
    t.equal((await identifiersOf(database, people)).get(bo)?.length, 2)

    await t.test('whoever comes later is still shown as that one', async t => {
      events.push(await record('ada@example.com', 'bo@example.com'))
      const page = await listActivities(
        database,
        { controllerIds, newestFirst: true },
        { first: 1 },
      )
      t.same(page.edges[0]?.node.subjectIds, [bo])
      t.same(await activitiesOf(bo), { ids: events, total: 4 })
    })

    await t.test('whoever has members takes them along, and no circle is made', async t => {
      await change('merge', bo, cy)
      t.equal(await idOf('ada@example.com'), cy)
      t.same((await activitiesOf(ada)).ids, events)
      await t.rejects(change('merge', cy, ada), { code: 'conflict' })
      await t.rejects(change('merge', ada, cy), { code: 'conflict' }, 'a member is merged already')
      await change('separate', bo)
      t.equal(await idOf('ada@example.com'), bo, 'with its own members')
      t.equal(await idOf('cy@example.com'), cy)
    })

    await change('separate', ada)
    t.equal(await idOf('ada@example.com'), ada)
    t.same((await activitiesOf(bo)).ids, [events[1], events[3]])
    t.same((await activitiesOf(ada)).ids, [events[0], events[2], events[3]])
    await t.rejects(change('separate', ada), { code: 'not_found' })
    await change('merge', ada, bo)
    t.equal(await idOf('ada@example.com'), bo, 'and they can be merged again')
    await close()
  })
})
