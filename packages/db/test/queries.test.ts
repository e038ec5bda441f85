import { didOf } from '@conduit/core/host'
import { createStore, listActivities, listDeliveries, listSubjects } from '@conduit/db'
import { activityCounts, identifiersOf } from '@conduit/db/people'
import { test } from 'tap'
import { uuidv7 } from 'uuidv7'
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

const context = { keyring, now: () => receivedAt, onWaiting: async () => undefined }
const at = (seconds: number) => new Date(receivedAt.getTime() + seconds * 1000)

test('deliveries and activities', async t => {
  await forEachDatabase(t, async (t, { database }) => {
    const { store, close } = createStore(database, context)
    const [mine, theirs] = [controllerOf(), controllerOf()]
    const second = uuidv7()
    const want = { key: keyOf(mine, 'want'), ref: Buffer.from('ref') }
    const deliveries = Array.from({ length: 5 }, (_, index) =>
      deliveryOf(mine, {
        receivedAt: at(index),
        integrationId: index === 3 ? second : integrationOf(mine),
        activities: [0, 1].map(position =>
          activityOf(mine, {
            position,
            keys: [`event ${index}.${position}`],
            meaning: position === 0 ? 'subject.updated' : 'transaction',
            people: [personOf(mine, [`p${index}`]), personOf(mine, ['shared@example.com'])],
            fields: [
              { path: '/email', category: 'email', person: 1 },
              { path: '/note', category: 'free_text', person: null },
            ],
            want: index === 4 && position === 1 ? want : null,
          }),
        ),
      }),
    )
    for (const delivery of deliveries) await store.record([delivery])
    await store.record([
      deliveryOf(theirs, { activities: [activityOf(theirs, { keys: ['theirs'] })] }),
    ])
    const ignored = deliveryOf(mine, {
      receivedAt: at(9),
      keys: ['ignored'],
      ignored: 1,
      catchUp: true,
    })
    await store.record([ignored])
    const controllerIds = [mine.id]

    await t.test('deliveries come newest first, in pages that do not shift', async t => {
      const all = await listDeliveries(database, { controllerIds }, {})
      const ids = [ignored, ...deliveries.toReversed()].map(({ id }) => id)
      t.same(
        all.edges.map(({ node }) => node.id),
        ids,
      )
      t.equal(await all.totalCount(), 6)
      const paged: string[] = []
      let after: string | undefined
      for (;;) {
        const page = await listDeliveries(database, { controllerIds }, { first: 2, after })
        paged.push(...page.edges.map(({ node }) => node.id))
        after = page.edges.at(-1)?.cursor
        if (!page.pageInfo.hasNextPage) break
        await store.record([
          deliveryOf(mine, {
            receivedAt: at(-1000),
            integrationId: uuidv7(),
            activities: [activityOf(mine)],
          }),
        ])
      }
      t.same(paged, ids)
    })

    await t.test('deliveries by filter', async t => {
      const idsOf = async (filter: object) =>
        (await listDeliveries(database, { controllerIds, since: at(-1), ...filter }, {})).edges.map(
          ({ node }) => node.id,
        )
      t.same(await idsOf({ integrationId: second }), [deliveries[3]?.id])
      t.same(await idsOf({ outcome: 'ignored' }), [ignored.id])
      t.same(await idsOf({ since: at(4) }), [ignored.id, deliveries[4]?.id])
      t.same(await idsOf({ ids: [deliveries[0]?.id] }), [deliveries[0]?.id])
      t.same(await idsOf({ controllerIds: ['not a uuid'] }), [])
      const [caughtUp, wanting, plain] = (
        await listDeliveries(database, { controllerIds, since: at(-1) }, {})
      ).edges
      t.equal(caughtUp?.node.fetch, 'waiting')
      t.match(wanting?.node, {
        fetch: 'waiting',
        activities: 2,
        verification: 'signed',
        outcome: 'recorded',
      })
      t.equal(plain?.node.fetch, null)
    })

    await t.test('activities come by delivery and position', async t => {
      const order = deliveries.flatMap(({ activities }) => activities.map(({ id }) => id))
      const idsOf = async (filter: object) =>
        (await listActivities(database, { controllerIds, since: at(-1), ...filter }, {})).edges.map(
          ({ node }) => node.id,
        )
      t.same(await idsOf({}), order)
      t.same(await idsOf({ newestFirst: true }), order.toReversed())
      t.same(await idsOf({ integrationId: second }), order.slice(6, 8))
      t.same(await idsOf({ deliveryId: deliveries[1]?.id }), order.slice(2, 4))
      t.same(await idsOf({ eventHashes: [keyOf(mine, 'event event 2.1')] }), order.slice(5, 6))
      t.same(await idsOf({ eventHashes: [] }), [])
      t.same(
        await idsOf({ meaning: 'transaction' }),
        order.filter((_, index) => index % 2 === 1),
      )
      t.same(await idsOf({ since: at(1), until: at(3) }), order.slice(2, 6))
      for (const newestFirst of [false, true]) {
        const paged: string[] = []
        let after: string | undefined
        for (;;) {
          const filter = { controllerIds, since: at(-1), newestFirst }
          const page = await listActivities(database, filter, { first: 3, after })
          paged.push(...page.edges.map(({ node }) => node.id))
          after = page.edges.at(-1)?.cursor
          if (!page.pageInfo.hasNextPage) {
            t.equal(await page.totalCount(), 10)
            break
          }
        }
        t.same(paged, newestFirst ? order.toReversed() : order)
      }
    })

    await t.test('activities name their subjects, fields and fetch', async t => {
      const filter = { controllerIds, deliveryId: deliveries[4]?.id }
      const [plain, wanting] = (await listActivities(database, filter, {})).edges.map(
        ({ node }) => node,
      )
      t.equal(plain?.subjectIds.length, 2)
      t.same(plain?.fields, [
        { path: '/email', category: 'email', source: 'request', subjectId: plain?.subjectIds[1] },
        { path: '/note', category: 'free_text', source: 'request', subjectId: null },
      ])
      t.equal(plain?.fetch, null)
      t.equal(wanting?.fetch, 'waiting')
    })

    await t.test('subjects are found by tokens, with what is known of them', async t => {
      const hash = tokenOf(mine, 'shared@example.com').hash
      const found = await listSubjects(database, { controllerIds, tokens: [hash] }, {})
      const [subject] = found.edges.map(({ node }) => node)
      t.match(subject, { controllerId: mine.id, state: 'active', did: didOf(subject?.id ?? '') })
      t.same(subject?.firstSeen, deliveries[0]?.receivedAt)
      t.ok((subject?.lastSeen.getTime() ?? 0) > 0)
      t.equal(await found.totalCount(), 1)
      const id = subject?.id ?? ''
      const people = [{ controllerId: mine.id, id }]
      t.equal((await activityCounts(database, people)).get(id), 10)
      const identifiers = (await identifiersOf(database, people)).get(id)
      t.match(identifiers, [{ category: 'email', integrationId: integrationOf(mine) }])
      t.equal(identifiers?.[0]?.token, `k2.${Buffer.from(hash, 'hex').toString('base64url')}`)
      t.same(
        (await listSubjects(database, { controllerIds: [theirs.id], tokens: [hash] }, {})).edges,
        [],
      )
      t.equal(await (await listSubjects(database, { controllerIds }, {})).totalCount(), 6)
      t.equal(
        (await listSubjects(database, { controllerIds, ids: [subject?.id ?? ''] }, {})).edges
          .length,
        1,
      )
      const activities = await listActivities(
        database,
        { controllerIds, dataSubjectId: subject?.id },
        {},
      )
      t.equal(await activities.totalCount(), 10)
    })
    await close()
  })
})
