import { encodeId } from '@conduit/core/host'
import { type Test, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter } from './support/loyalty.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const subjectQuery = `query($id: ID!) { dataSubject(id: $id) {
  id shortName isShortNameShared state
  identifiers { category isVerified }
  categories { category count integration { adapter } }
  linkSuggestions { evidence dataSubjects { id } }
  merged { id } restrictions { reason liftedAt }
} }`

interface Known {
  readonly dataSubject: {
    readonly id: string
    readonly state: string
    readonly merged: readonly { readonly id: string }[]
  }
}

/** An organisation with one unsigned integration. */
async function prepared(t: Test) {
  const platform = { read: async () => [], readings: 0 }
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(platform)) })
  const { id: dataControllerId } = await makeController(app)
  const settings = { shop: 'people', webhookSecret: 'long enough' }
  const { path } = await connectLoyalty(app, dataControllerId, settings)
  let events = 0
  const post = async (id: string, email: string) => {
    const payload = { id: `event ${++events}`, member: { id, email } }
    const { statusCode } = await app.http.inject({ method: 'POST', url: path, payload })
    if (statusCode !== 200) throw new Error(`status ${statusCode}`)
  }
  return { app, dataControllerId, post }
}

async function by(app: TestApp, dataControllerId: string, value: string): Promise<string> {
  const query = `query($filter: DataSubjectFilter!) {
    dataSubjects(filter: $filter) { nodes { id } } }`
  const filter = { dataControllerId, identifier: { category: 'email', value } }
  const { data } = await app.graph(query, { filter })
  return (
    (data as never as { dataSubjects: { nodes: { id: string }[] } }).dataSubjects.nodes[0]?.id ?? ''
  )
}

test('a person by id, merged and separated, restricted and not, each in the audit log', async t => {
  const { app, dataControllerId, post } = await prepared(t)
  await post('Member:7', 'ada@example.com')
  await post('Member:8', 'bo@example.com')
  await post('Member:7', 'bo@example.com')
  const [ada, bo] = [
    await by(app, dataControllerId, 'ada@example.com'),
    await by(app, dataControllerId, 'bo@example.com'),
  ]
  t.not(ada, bo)
  const show = async (id: string) => (await app.graph(subjectQuery, { id })).data as never as Known
  t.match(await show(ada), {
    dataSubject: {
      id: ada,
      shortName: /^P-[0-9A-HJKMNP-TV-Z]{6}$/,
      isShortNameShared: false,
      state: 'active',
      identifiers: [{ isVerified: false }, { isVerified: false }],
      categories: [
        { category: 'account_id', count: 2, integration: { adapter: 'loyalty' } },
        { category: 'email', count: 2 },
      ],
      linkSuggestions: [{ evidence: 'unsigned', dataSubjects: { length: 2 } }],
    },
  })
  const attention = async () => {
    const query = 'query($id: ID!) { attention(dataControllerId: $id) { kind count } }'
    const { data } = await app.graph(query, { id: dataControllerId })
    return (data as never as { attention: unknown }).attention
  }
  t.same(await attention(), [{ kind: 'link_suggestions', count: 1 }])

  const act = async (text: string, variables: object = {}) => {
    const { errors } = await app.graph(text, variables)
    return errors.map(({ extensions }) => extensions.code)
  }
  const merge = `mutation($one: ID!, $into: ID!) { mergeDataSubjects(
    input: { dataSubjectId: $one, intoId: $into }) { dataSubject { id } } }`
  t.same(await act(merge, { one: ada, into: bo }), [])
  t.same(await act(merge, { one: ada, into: bo }), ['conflict'])
  t.same(await act(merge, { one: encodeId('subject', ...nowhere), into: bo }), ['not_found'])
  t.match(await show(ada), { dataSubject: { id: bo, merged: [{ id: ada }], linkSuggestions: [] } })
  t.same(await attention(), [])

  const restrict = `mutation($id: ID!) { restrictDataSubject(
    input: { dataSubjectId: $id, reason: legal_claims }) { dataSubject { state } } }`
  app.clock.advance(1)
  t.same(await act(restrict, { id: bo }), [])
  app.clock.advance(1)
  await post('Member:7', 'ada@example.com')
  t.match(await show(ada), {
    dataSubject: {
      state: 'restricted',
      restrictions: [{ reason: 'legal_claims', liftedAt: null }, {}],
    },
  })
  const marks = `query($filter: ProcessingActivityFilter) {
    processingActivities(filter: $filter) { nodes { isRestricted } } }`
  const { data } = await app.graph(marks, { filter: { dataSubjectId: bo } })
  t.same(
    (
      data as never as { processingActivities: { nodes: { isRestricted: boolean }[] } }
    ).processingActivities.nodes.map(({ isRestricted }) => isRestricted),
    [false, false, false, true],
  )
  const unrestrict = `mutation($id: ID!) { unrestrictDataSubject(dataSubjectId: $id) {
    dataSubject { state } } }`
  t.same(await act(unrestrict, { id: bo }), [])
  const separate = `mutation($id: ID!) { separateDataSubjects(dataSubjectId: $id) {
    dataSubjects { id } } }`
  t.same(await act(separate, { id: ada }), [])
  t.match((await app.graph(separate, { id: ada })).errors, [
    { extensions: { code: 'not_found', reason: 'no such merge of this data subject' } },
  ])
  t.match(await show(ada), { dataSubject: { id: ada, state: 'active', merged: [] } })
  const log = await app.graph(
    `query($filter: AuditLogFilter) { auditLog(filter: $filter, first: 4) { nodes { action } } }`,
    { filter: { dataControllerId } },
  )
  t.match(log.data, {
    auditLog: {
      nodes: [
        { action: 'subject.separated' },
        { action: 'subject.unrestricted' },
        { action: 'subject.restricted' },
        { action: 'subject.merged' },
      ],
    },
  })
})

const nowhere = [
  '01a209dc-bcd3-7b6c-aa79-000000000001',
  '01a209dc-bcd3-7b6c-aa79-000000000002',
] as const

test('who asks is not told by what unsigned events alone have shown', async t => {
  const { app, dataControllerId, post } = await prepared(t)
  await post('Member:7', 'ada@example.com')
  const { data } = await app.graph(
    `mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) {
      dataSubjectRequest { dataSubject { id } possiblePeople { id } } } }`,
    {
      input: {
        ...{ dataControllerId, type: 'access', channel: 'letter' },
        identifiers: [{ category: 'email', value: 'ada@example.com' }],
      },
    },
  )
  const ada = await by(app, dataControllerId, 'ada@example.com')
  t.match(data, {
    createDataSubjectRequest: {
      dataSubjectRequest: { dataSubject: null, possiblePeople: [{ id: ada }] },
    },
  })
})
