import type { Database } from '@conduit/db'
import { type Test, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { emptyDatabase, testApp } from './support/test-app.ts'

const ada = { id: 'Member:7', email: 'ada@example.com' }

/** A tenant with two connections, and a way to let members say something there. */
async function prepared(t: Test, database?: Database) {
  const app = await testApp(t, {
    adapters: loaded(loyaltyAdapter(quietPlatform())),
    ...(database !== undefined && { database }),
  })
  const { id: dataControllerId } = await makeController(app)
  const connect = (shop: string) =>
    connectLoyalty(app, dataControllerId, { shop, webhookSecret: 'long enough' })
  const [one, other] = [await connect('one'), await connect('other')]
  let calls = 0
  const say = async (
    { path }: { readonly path: string },
    member: object,
    ...says: readonly (readonly [string, string, string])[]
  ) => {
    const payload = {
      id: `call ${++calls}`,
      member,
      says: says.map(([channel, purpose, state]) => ({ channel, purpose, state })),
    }
    const reply = await app.http.inject({ method: 'POST', url: path, payload })
    t.equal(reply.json().data?.events, 1)
  }
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object = {}) =>
    ask<T>(app, document, variables, dpo)
  return { app, dataControllerId, one, other, say, query, dpo }
}

interface ListedConsent {
  readonly purpose: string
  readonly state: string
  readonly conflict: boolean
}

const consentsQuery = `query($filter: ConsentFilter!, $first: Int, $after: String) {
  consents(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes {
      id channel purpose state occurredAt verification conflict
      definition { name legalBasis isEssential } dataSubject { id did }
      integration { id } sources { state verification integration { id } }
      history(first: 5) { state method verification isTimeSigned integration { id } recordedBy activityId }
    }
  }
}`

test('consents of a person: put together, with their sources, and told apart again', async t => {
  const { app, dataControllerId, one, other, say, query } = await prepared(t)
  await say(one, ada, ['email', 'newsletter', 'granted'])
  await say(other, ada, ['email', 'audience a', 'withdrawn'])
  const filter = { dataControllerId }
  const listed = async () => {
    type Answer = { consents: { nodes: ListedConsent[]; totalCount: number } }
    const { consents } = await query<Answer>(consentsQuery, { filter })
    t.equal(consents.totalCount, consents.nodes.length)
    return consents.nodes
  }
  const attention = async () => {
    type Answer = { attention: { kind: string; count: number }[] }
    const document = 'query($id: ID!) { attention(dataControllerId: $id) { kind count } }'
    const answer = await query<Answer>(document, { id: dataControllerId })
    return Object.fromEntries(answer.attention.map(({ kind, count }) => [kind, count]))
  }
  t.match(await listed(), [
    { purpose: 'audience a', state: 'withdrawn', conflict: false, definition: null },
    { purpose: 'newsletter', state: 'granted', conflict: false },
  ])
  t.same(await attention(), { unmapped_purposes: 2 })

  const { createPurpose } = await query<{ createPurpose: { purpose: { id: string } } }>(
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name: 'Newsletter', legalBasis: 'consent' } },
  )
  const purposeId = createPurpose.purpose.id
  const mapped: string[] = []
  for (const platformPurpose of ['newsletter', 'audience a']) {
    const { mapPurpose } = await query<{ mapPurpose: { mapping: { id: string } } }>(
      'mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { mapping { id } } }',
      { input: { purposeId, channel: 'email', platformPurpose } },
    )
    mapped.push(mapPurpose.mapping.id)
  }
  t.match(await listed(), [
    {
      ...{ purpose: 'Newsletter', state: 'withdrawn', conflict: true, verification: 'unsigned' },
      definition: { name: 'Newsletter', legalBasis: 'consent', isEssential: false },
      sources: [
        { state: 'granted', integration: { id: one.id } },
        { state: 'withdrawn', integration: { id: other.id } },
      ],
      history: [
        { state: 'withdrawn', method: 'platform', recordedBy: null },
        { state: 'granted', verification: 'unsigned', isTimeSigned: false },
      ],
    },
  ])
  t.same(await attention(), { consent_conflicts: 1 })
  const [, second] = mapped
  await query('mutation($id: ID!) { unmapPurpose(id: $id) { id } }', { id: second })
  t.same(
    (await listed()).map(({ conflict }) => conflict),
    [false, false],
  )
  t.same(await attention(), { unmapped_purposes: 1 })
  const actions = await rowsOf<{ action: string }>(
    app,
    "select action from audit_entries where action like 'purpose.%' order by id",
  )
  t.same(
    actions.map(({ action }) => action),
    ['purpose.created', 'purpose.mapped', 'purpose.mapped', 'purpose.unmapped'],
  )
})

const recordMutation = `mutation($input: RecordConsentInput!) { recordConsent(input: $input) {
  consent { state occurredAt conflict history { state method verification givenThrough } } } }`

test('what a person said elsewhere is recorded, and refused where it cannot be', async t => {
  const { app, dataControllerId, one, say, query, dpo } = await prepared(t)
  await say(one, ada, ['email', 'newsletter', 'granted'])
  const purposeId = await purposeOf(query, dataControllerId)
  const { dataSubjects } = await query<{ dataSubjects: { nodes: { id: string }[] } }>(
    'query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter) { nodes { id } } }',
    { filter: { dataControllerId } },
  )
  const dataSubjectId = dataSubjects.nodes[0]?.id
  const paper = {
    ...{ dataSubjectId, purposeId, channel: 'Email', state: 'withdrawn' },
    ...{ at: '2026-10-03T08:00:00Z', method: 'paper', givenThrough: 'a letter' },
  }
  const record = (changes: object = {}) =>
    app.graph(recordMutation, { input: { ...paper, ...changes } }, dpo)
  t.match(await record(), {
    data: {
      recordConsent: {
        consent: {
          ...{ state: 'withdrawn', occurredAt: '2026-10-03T08:00:00.000Z' },
          history: [{ method: 'paper', verification: 'attested', givenThrough: 'a letter' }],
        },
      },
    },
    errors: [],
  })
  const refused = async (changes: object) => {
    const { errors } = await record(changes)
    return errors.map(({ extensions }) => extensions.code)
  }
  t.same(await refused({ at: '2026-11-01T12:00:01Z' }), ['invalid'], 'of the future')
  t.same(await refused({ method: 'platform' }), ['invalid'])
  t.same(await refused({ channel: '' }), ['invalid'])
  t.match(
    (await record({ channel: 'e-mail' })).errors,
    [{ extensions: { code: 'invalid', errors: [{ pointer: '/input/channel' }] } }],
    'it would withdraw nothing',
  )
  t.same(await refused({ channel: 'e\u0000mail' }), ['invalid'])
  for (const word of ['a letter of ada@example.com', '<p>said so</p>', 'x'.repeat(101)]) {
    t.same(await refused({ channel: word }), ['invalid'], 'words are kept in clear')
    t.same(await refused({ givenThrough: word }), ['invalid'])
    t.same(await refused({ legalBasis: word }), ['invalid'])
  }
  const stranger = await makeController(app)
  const ofNobody = stranger.id.replace(/^ctl/, 'sub')
  t.same(await refused({ dataSubjectId: ofNobody }), ['not_found'], 'of another controller')
  t.same(await refused({ dataSubjectId: 'somebody' }), ['invalid'])
  const rows = await rowsOf<{ details: object }>(
    app,
    "select details, object_id from audit_entries where action = 'consent.recorded' order by place",
  )
  t.match(rows, [{ details: { count: 1 } }])
  t.notMatch(JSON.stringify(rows), /letter|ada@/)
})

test('a file of consents is looked through, and what is good of it is recorded', async t => {
  const { app, dataControllerId, one, say, query } = await prepared(t)
  await say(one, ada)
  await say(one, { id: 'Member:8', email: 'bo@example.com' })
  await purposeOf(query, dataControllerId)
  const good = {
    ...{ category: 'email', value: ' ADA@example.com ', purpose: 'Newsletter', channel: 'email' },
    ...{ state: 'granted', at: '2026-10-03T08:00:00Z' },
  }
  const consents = [
    good,
    { ...good, value: 'nobody@example.com' },
    { ...good, purpose: 'unheard of' },
    { ...good, value: 'no address' },
    { ...good, at: '2027-10-03T08:00:00Z' },
    { ...good, channel: ' ' },
    { ...good, category: 'account_id', value: 'Member:8' },
    { ...good, category: 'account_id', value: 'Member:8', integrationId: one.id },
    { ...good, category: 'name', value: 'Ada' },
    { ...good, purpose: 'News\u0000letter' },
    { ...good, purpose: ' Newsletter ', channel: ' Email' },
    { ...good, category: 'account_id', value: 'Member:8', integrationId: 'int_x' },
  ]
  const run = async (isDryRun: boolean) => {
    const { importConsents } = await query<{ importConsents: { results: { outcome: string }[] } }>(
      `mutation($input: ImportConsentsInput!) {
        importConsents(input: $input) { results { outcome detail } } }`,
      { input: { dataControllerId, isDryRun, consents } },
    )
    return importConsents.results.map(({ outcome }) => outcome)
  }
  const outcomes = [
    ...['recorded', 'unknown_person', 'unknown_purpose', 'invalid', 'invalid', 'invalid'],
    ...['recorded', 'recorded', 'invalid', 'unknown_purpose', 'recorded', 'invalid'],
  ]
  const count = async () => (await rowsOf(app, 'select id from consent_events order by id')).length
  t.same(await run(true), outcomes)
  t.equal(await count(), 0, 'a dry run records nothing')
  t.same(await run(false), outcomes)
  t.equal(await count(), 2, 'the same said twice is one')
  t.same(await run(false), outcomes)
  t.equal(await count(), 2, 'also in another run')
  const looked = await rowsOf(
    app,
    "select details from audit_entries where action = 'subject.lookup' order by place",
  )
  t.match(looked, [{ details: { count: 12, isFound: true } }, {}, {}])
  t.notMatch(app.log.text(), /ada@|ADA@|nobody@|Member:8/)

  const many = Array.from({ length: 251 }, () => good)
  const input = { dataControllerId, isDryRun: true, consents: many }
  const { errors } = await app.graph(
    'mutation($input: ImportConsentsInput!) { importConsents(input: $input) { results { outcome } } }',
    { input },
  )
  t.match(errors, [{ extensions: { code: 'invalid' } }])
})

test('who is known by one identifier twice is not chosen', async t => {
  const { app, dataControllerId, one, other, say, query } = await prepared(t)
  await say(one, { id: 'Member:9', email: 'cy@example.com' })
  await say(other, { id: 'Member:9', email: 'di@example.com' })
  await purposeOf(query, dataControllerId)
  const consents = [
    {
      ...{ category: 'account_id', value: 'Member:9', purpose: 'Newsletter', channel: 'email' },
      ...{ state: 'granted', at: '2026-10-03T08:00:00Z' },
    },
  ]
  const { importConsents } = await query<{ importConsents: { results: { outcome: string }[] } }>(
    'mutation($input: ImportConsentsInput!) { importConsents(input: $input) { results { outcome } } }',
    { input: { dataControllerId, isDryRun: false, consents } },
  )
  t.same(importConsents.results, [{ outcome: 'unclear_person' }])
  t.same(await rowsOf(app, 'select 1 from consent_events'), [])
})

test('a page asks the database as often for one person as for many', async t => {
  const database = await emptyDatabase()
  let asked = 0
  const counted: Database = {
    ...database,
    close: async () => undefined,
    run: work => {
      asked += 1
      return database.run(work)
    },
  }
  const { dataControllerId, one, other, say, query } = await prepared(t, counted)
  const costs = async () => {
    const before = asked
    await query(consentsQuery, { filter: { dataControllerId }, first: 50 })
    const between = asked
    await query(
      `query($filter: DataSubjectFilter!) { dataSubjects(filter: $filter, first: 50) { nodes {
        id consents(first: 5) { state purpose sources { integration { id } }
          history(first: 1) { state } } } } }`,
      { filter: { dataControllerId } },
    )
    return [between - before, asked - between]
  }
  await say(one, ada, ['email', 'newsletter', 'granted'])
  await purposeOf(query, dataControllerId)
  const ofOne = await costs()
  for (let index = 0; index < 12; index += 1) {
    const member = { id: `Member:1${index}`, email: `ada${index}@example.com` }
    await say(index % 2 === 0 ? one : other, member, ['email', `topic ${index % 5}`, 'granted'])
  }
  t.same(await costs(), ofOne)
})

type Query = <T>(document: string, variables: object) => Promise<T>

/** A purpose that e-mail has by default. */
async function purposeOf(query: Query, dataControllerId: string): Promise<string> {
  const { createPurpose } = await query<{ createPurpose: { purpose: { id: string } } }>(
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name: 'Newsletter', legalBasis: 'consent' } },
  )
  const purposeId = createPurpose.purpose.id
  await query(
    'mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { mapping { id } } }',
    {
      input: { purposeId, channel: 'email' },
    },
  )
  return purposeId
}
