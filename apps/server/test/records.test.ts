import { createKeyring, generateMasterKey, parseMasterKeys } from '@conduit/privacy'
import { test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { testApp } from './support/test-app.ts'

interface Nodes {
  readonly totalCount: number
  readonly nodes: readonly Record<string, unknown>[]
}

test('what was recorded can be read', async t => {
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform())) })
  const controller = await makeController(app)
  const { id, path } = await connectLoyalty(app, controller.id, {
    shop: 'read',
    webhookSecret: 'long enough',
  })
  const send = (payload: object) => app.http.inject({ method: 'POST', url: path, payload })
  const list = async (field: string, fields: string, filter: object) => {
    const type = `${field[0]?.toUpperCase()}${field.slice(1)}Filter`
      .replace('Deliveries', 'Delivery')
      .replace('Activities', 'Activity')
      .replace('DataSubjects', 'DataSubject')
    const { data, errors } = await app.graph(
      `query($filter: ${type}!) { ${field}(filter: $filter) { totalCount nodes { ${fields} } } }`,
      { filter },
    )
    return { page: (data as never as Record<string, Nodes> | null)?.[field], errors }
  }
  const jane = { id: 'Member:7', email: 'Jane.Doe@Example.com' }
  t.equal((await send({ id: 'one', member: jane })).statusCode, 200)
  app.clock.advance(60)
  t.equal(
    (await send({ id: 'two', member: { ...jane, email: 'jane@example.com' } })).statusCode,
    200,
  )
  t.equal((await send({ id: 'three' })).statusCode, 200)
  t.equal((await send({ id: 'bug' })).statusCode, 503, 'nobody signed it: it has to come again')
  t.equal((await send({ id: 'refused' })).statusCode, 400)

  await t.test('deliveries', async t => {
    const { page } = await list(
      'deliveries',
      'id platformDeliveryId outcome verification ignored rejected fetch activities receivedAt integration { id dataController { did } }',
      { dataControllerId: controller.id },
    )
    t.equal(page?.totalCount, 4)
    t.match(page?.nodes, [
      { platformDeliveryId: null, outcome: 'quarantined', activities: 0 },
      { platformDeliveryId: 'three', outcome: 'recorded', fetch: 'waiting', activities: 1 },
      {
        platformDeliveryId: 'two',
        fetch: null,
        integration: { id, dataController: { did: controller.did } },
      },
      {
        platformDeliveryId: 'one',
        verification: 'unsigned',
        receivedAt: '2026-11-01T12:00:00.000Z',
      },
    ])
    const later = await list('deliveries', 'platformDeliveryId', {
      integrationId: id,
      outcome: 'recorded',
      since: '2026-11-01T12:00:30Z',
    })
    t.same(
      later.page?.nodes.map(node => node.platformDeliveryId),
      ['three', 'two'],
    )
  })

  await t.test('processing activities', async t => {
    const fields =
      'id position eventType meaning scope fetch verification delivery { platformDeliveryId } integration { adapter } dataSubjects { id did } fields { path category source person }'
    const { page } = await list('processingActivities', fields, { eventId: 'one' })
    t.equal(page?.totalCount, 1)
    const [activity] = page?.nodes ?? []
    t.match(activity, {
      eventType: 'member',
      meaning: 'subject.updated',
      position: 0,
      delivery: { platformDeliveryId: 'one' },
      fields: [
        { path: '/member/id', category: 'account_id', source: 'REQUEST', person: /^sub_/ },
        { path: '/member/email', category: 'email', source: 'REQUEST', person: /^sub_/ },
      ],
    })
    const [subject] = (activity?.dataSubjects ?? []) as { id: string }[]
    const ofSubject = await list('processingActivities', 'eventType', {
      dataSubjectId: subject?.id,
    })
    t.equal(ofSubject.page?.totalCount, 2)
    const wrong = await list('processingActivities', 'id', { meaning: 'canary4711' })
    t.equal(wrong.errors[0]?.extensions.errors?.[0]?.pointer, '/filter/meaning')
  })

  await t.test('people, by what identifies them', async t => {
    const find = (identifier: object) =>
      list(
        'dataSubjects',
        'id did state activities identifiers { category token integration { id } }',
        {
          dataControllerId: controller.id,
          identifier,
        },
      )
    const byEmail = await find({ category: 'email', value: 'JANE.DOE@example.com' })
    t.equal(byEmail.page?.totalCount, 1)
    t.match(byEmail.page?.nodes, [{ state: 'active', activities: 2, did: /^did:dep:/ }])
    const [node] = byEmail.page?.nodes ?? []
    t.same(
      ((node?.identifiers ?? []) as { category: string }[]).map(({ category }) => category).sort(),
      ['account_id', 'email', 'email'],
    )
    t.equal(
      (await find({ category: 'account_id', value: 'Member:7', integrationId: id })).page
        ?.totalCount,
      1,
    )
    t.equal((await find({ category: 'account_id', value: 'Member:7' })).page?.totalCount, 1)
    t.equal((await find({ category: 'account_id', value: 'Member:8' })).page?.totalCount, 0)
    t.equal((await find({ category: 'email', value: 'john@example.com' })).page?.totalCount, 0)
    const name = await find({ category: 'name', value: 'Jane' })
    t.equal(name.errors[0]?.extensions.errors?.[0]?.pointer, '/filter/identifier/category')
    const phone = await find({ category: 'phone', value: 'canary' })
    t.equal(phone.errors[0]?.extensions.errors?.[0]?.pointer, '/filter/identifier/value')
    t.notMatch(JSON.stringify(phone.errors), 'canary')
  })

  await t.test('lists go on where they ended', async t => {
    const query = `query($after: String) { deliveries(first: 3, after: $after) {
      edges { cursor node { id } } nodes { id } pageInfo { hasNextPage endCursor } totalCount } }`
    const first = (await app.graph(query)).data as never as {
      deliveries: Nodes & { pageInfo: { hasNextPage: boolean; endCursor: string } }
    }
    t.match(first.deliveries.pageInfo, { hasNextPage: true })
    const rest = (await app.graph(query, { after: first.deliveries.pageInfo.endCursor }))
      .data as never as typeof first
    t.match(rest.deliveries, { totalCount: 4, pageInfo: { hasNextPage: false } })
    const ids = [...first.deliveries.nodes, ...rest.deliveries.nodes].map(node => node.id)
    t.equal(new Set(ids).size, 4)
  })

  await t.test('the quarantine, and its replay', async t => {
    const { page } = await list(
      'quarantine',
      'id step reason adapter replays integration { id } deliveryId',
      {
        integrationId: id,
      },
    )
    t.match(page?.nodes, [{ step: 'parse', reason: 'TypeError', adapter: 'loyalty', replays: 0 }])
    const ids = page?.nodes.map(node => node.id)
    const replayed = await app.graph(
      'mutation($ids: [ID!]!) { replayQuarantined(ids: $ids) { results { id isRecorded reason } } }',
      { ids },
    )
    t.match(replayed.data, { replayQuarantined: { results: [{ isRecorded: false, reason: /./ }] } })
    const again = await list('quarantine', 'replays lastReplayReason', { integrationId: id })
    t.match(again.page?.nodes, [{ replays: 1 }])
  })

  t.same(
    app.log.lines().filter(line => /jane|member:7|canary/i.test(JSON.stringify(line))),
    [],
  )
})

test('what was recorded is found after its integration is gone and the key was changed', async t => {
  const adapters = loaded(loyaltyAdapter(quietPlatform()))
  const key = generateMasterKey()
  const app = await testApp(t, { adapters, keyring: createKeyring(parseMasterKeys(key)) })
  const controller = await makeController(app)
  const { id, path } = await connectLoyalty(app, controller.id, {
    shop: 'closed',
    webhookSecret: 'long enough',
  })
  const member = { id: 'Member:7', email: 'Jane.Doe@Example.com' }
  const sent = await app.http.inject({ method: 'POST', url: path, payload: { id: 'one', member } })
  t.equal(sent.statusCode, 200)
  await app.graph('mutation($id: ID!) { removeIntegration(id: $id) { id } }', { id })

  const keyring = createKeyring(parseMasterKeys(`${generateMasterKey()},${key}`))
  for (const each of [app, await testApp(t, { adapters, keyring, database: app.database })]) {
    const find = async (identifier: object) => {
      const query =
        'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter) { totalCount } }'
      const filter = { dataControllerId: controller.id, identifier }
      return (await each.graph(query, { filter })).data
    }
    const email = { category: 'email', value: 'jane.doe@example.com' }
    t.match(await find(email), { dataSubjects: { totalCount: 1 } })
    t.match(await find({ ...email, value: 'j@example.com' }), { dataSubjects: { totalCount: 0 } })
    const byEvent = await each.graph(
      'query($filter: ProcessingActivityFilter) { processingActivities(filter: $filter) { totalCount } }',
      { filter: { dataControllerId: controller.id, eventId: 'one' } },
    )
    t.match(byEvent.data, { processingActivities: { totalCount: 1 } })
  }
})
