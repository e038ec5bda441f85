import { type Test, test } from 'tap'
import { keepHouse } from '../src/jobs/housekeeping.ts'
import { makeController } from './support/controllers.ts'
import { ask } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { testApp } from './support/test-app.ts'

const canary = 'ada.canary@example.com'

interface Opened {
  readonly dataSubjectRequest: { readonly id: string; readonly dueAt: string } | null
  readonly dueAt: string
}

/** A tenant, and a privacy officer who handles its requests. */
async function prepared(t: Test) {
  const app = await testApp(t)
  const { id: dataControllerId } = await makeController(app)
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object = {}) =>
    ask<T>(app, document, variables, dpo)
  const create = async (changes: object = {}) => {
    const input = {
      ...{ dataControllerId, type: 'erasure', channel: 'letter' },
      identifiers: [{ category: 'email', value: canary }],
      ...changes,
    }
    const { createDataSubjectRequest } = await query<{ createDataSubjectRequest: Opened }>(
      `mutation($input: CreateDataSubjectRequestInput!) {
        createDataSubjectRequest(input: $input) { dataSubjectRequest { id dueAt } dueAt acknowledgeBy } }`,
      { input },
    )
    return createDataSubjectRequest
  }
  const refused = async (document: string, variables: object = {}) => {
    const { errors } = await app.graph(document, variables, dpo)
    return errors.map(({ extensions }) => extensions)
  }
  return { app, dataControllerId, query, create, refused }
}

const act = (name: string) =>
  `mutation($id: ID!) { ${name}(id: $id) { dataSubjectRequest { stage } } }`

test('whose account id a request names is kept with it', async t => {
  const app = await testApp(t)
  const { controllerId, integrationId } = await connectStripe(app)
  const dpo = await app.apiKey('dpo')
  const identifiers = [
    { category: 'account_id', value: 'cus_1', integrationId },
    { category: 'email', value: canary },
  ]
  const { createDataSubjectRequest } = await ask<{ createDataSubjectRequest: Opened }>(
    app,
    `mutation($input: CreateDataSubjectRequestInput!) {
      createDataSubjectRequest(input: $input) { dataSubjectRequest { id dueAt } dueAt } }`,
    { input: { dataControllerId: controllerId, type: 'access', channel: 'letter', identifiers } },
    dpo,
  )
  const shown = await ask<{ showRequestIdentities: object }>(
    app,
    'mutation($id: ID!) { showRequestIdentities(id: $id) { identifiers { category value integrationId } } }',
    { id: createDataSubjectRequest.dataSubjectRequest?.id },
    dpo,
  )
  t.same(shown.showRequestIdentities, {
    identifiers: [identifiers[0], { ...identifiers[1], integrationId: null }],
  })
})

test('a request from its arrival to its end, by the API', async t => {
  const { app, dataControllerId, query, create, refused } = await prepared(t)
  await app.graph(
    `mutation($input: UpdateDataControllerInput!) { updateDataController(input: $input) { dataController { timezone } } }`,
    { input: { id: dataControllerId, timezone: 'Europe/Berlin', holidayCalendar: 'DE' } },
  )
  const dry = await create({ isDryRun: true })
  t.match(dry, { dataSubjectRequest: null, dueAt: '2026-12-01T22:59:59.999Z' })
  const { dataSubjectRequest } = await create()
  const id = dataSubjectRequest?.id ?? ''
  t.equal(dataSubjectRequest?.dueAt, dry.dueAt)
  const attention = async () => {
    const found = await query<{ attention: readonly { kind: string; count: number }[] }>(
      'query($id: ID!) { attention(dataControllerId: $id) { kind severity count } }',
      { id: dataControllerId },
    )
    return found.attention.map(({ kind, count }) => `${kind} ${count}`)
  }
  t.same(await attention(), ['requests_unconfirmed 1', 'requests_unchecked 1'])
  t.match(await refused(act('pauseDataSubjectRequest'), { id }), [
    { code: 'conflict', reason: /^identity_not_in_doubt: / },
  ])
  const shown = await query<{ showRequestIdentities: object }>(
    'mutation($id: ID!) { showRequestIdentities(id: $id) { identifiers { category value } } }',
    { id },
  )
  t.same(shown.showRequestIdentities, { identifiers: [{ category: 'email', value: canary }] })
  await query(
    `mutation($input: UpdateDataSubjectRequestInput!) {
      updateDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`,
    { input: { id, stage: 'identity_requested' } },
  )
  await query(act('pauseDataSubjectRequest'), { id })
  app.clock.set('2026-11-11T12:00:00Z')
  await query(act('resumeDataSubjectRequest'), { id })
  await query(
    `mutation($input: VerifyRequestIdentityInput!) {
      verifyRequestIdentity(input: $input) { dataSubjectRequest { id } } }`,
    { input: { id, method: 'document', level: 'high' } },
  )
  app.clock.set('2026-12-10T12:00:00Z')
  t.match(await attention(), ['requests_due_soon 1', 'requests_unconfirmed 1'])
  app.clock.set('2026-12-12T12:00:00Z')
  t.match(await attention(), ['requests_overdue 1', 'requests_unconfirmed 1'])
  await query(
    `mutation($input: CloseDataSubjectRequestInput!) {
      closeDataSubjectRequest(input: $input) { dataSubjectRequest { status } } }`,
    { input: { id, outcome: 'completed', responseRef: 'file 7' } },
  )
  t.same(await attention(), [])
  const { dataSubjectRequest: read } = await query<{ dataSubjectRequest: object }>(
    `query($id: ID!) { dataSubjectRequest(id: $id) {
      type status stage regulation channel hasIdentities responseRef duplicateOf { id }
      clock { law received period nominal end stoppedDays timezone holidayCalendar pauses { from until } }
      verification { method level by } history { kind actorType details } } }`,
    { id },
  )
  t.match(read, {
    ...{ type: 'erasure', status: 'completed', stage: 'closed', channel: 'letter' },
    ...{ hasIdentities: false, responseRef: 'file 7', duplicateOf: null },
    clock: { received: '2026-11-01', nominal: '2026-12-11', end: '2026-12-11', stoppedDays: 10 },
    verification: { method: 'document', level: 'high', by: /^key_/ },
    history: [
      ...['closed', 'identity_verified', 'resumed', 'paused', 'moved', 'identities_shown'],
      'opened',
    ].map(kind => ({ kind, actorType: 'api_key' })),
  })
  const closed = await refused(
    'mutation($id: ID!) { showRequestIdentities(id: $id) { __typename } }',
    { id },
  )
  t.match(closed, [{ code: 'conflict', reason: /^closed: / }])
  const { auditLog } = await query<{ auditLog: { nodes: readonly { action: string }[] } }>(
    'query($id: ID!) { auditLog(filter: { dataControllerId: $id }) { nodes { action objectId details } } }',
    { id: dataControllerId },
  )
  const acts = auditLog.nodes
    .map(({ action }) => action)
    .filter(each => /request|updated/.test(each))
  t.same(acts, [
    ...['data_subject_request.closed', 'data_subject_request.identity_verified'],
    ...[
      'data_subject_request.resumed',
      'data_subject_request.paused',
      'data_subject_request.moved',
    ],
    ...['data_subject_request.identities_shown', 'data_subject_request.created'],
    'data_controller.updated',
  ])
})

test('an address is neither in rows nor in the log nor in a refusal', async t => {
  const { app, create, refused, dataControllerId } = await prepared(t)
  await create()
  const input = (changes: object) => ({
    input: {
      ...{ dataControllerId, type: 'access', identifiers: [{ category: 'email', value: canary }] },
      ...changes,
    },
  })
  const document = `mutation($input: CreateDataSubjectRequestInput!) {
    createDataSubjectRequest(input: $input) { dueAt } }`
  const bad = [
    { receivedAt: '2027-01-01T00:00:00Z' },
    { channel: 'platform' },
    { regulation: 'ccpa' },
    { identifiers: [] },
    { identifiers: [{ category: 'email', value: `${canary} ${canary}` }] },
    { identifiers: [{ category: 'name', value: canary }] },
    { type: canary },
  ]
  const told = []
  for (const changes of bad) {
    const errors = await refused(document, input(changes))
    t.match(errors, [{ code: 'invalid' }], JSON.stringify(Object.keys(changes)))
    told.push(errors)
  }
  const tables = await rowsOf<{ name: string }>(
    app,
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by name",
  )
  let dump = ''
  for (const { name } of tables) {
    const found = await rowsOf<{ text: string }>(
      app,
      `select row_to_json(kept)::text as text from "${name}" kept order by text`,
    )
    dump += JSON.stringify(found)
  }
  t.ok(dump.includes('data_subject_request.created'))
  const all = dump + app.log.text() + JSON.stringify(told)
  t.notMatch(all, /canary/)
  t.notOk(all.includes(Buffer.from('canary').toString('hex')))
})

test('who asks is found among those who are known, and said by somebody', async t => {
  const app = await testApp(t)
  const { webhook, controllerId: dataControllerId } = await connectStripe(app)
  await sendSigned(app, webhook, customerEvent('evt_1'))
  const other = { id: 'cus_0002', email: 'joe@example.com' }
  await sendSigned(app, webhook, customerEvent('evt_2', other))
  const open = async (...values: readonly string[]) => {
    const identifiers = values.map(value => ({ category: 'email', value }))
    const found = await ask<{ createDataSubjectRequest: { dataSubjectRequest: object } }>(
      app,
      `mutation($input: CreateDataSubjectRequestInput!) {
        createDataSubjectRequest(input: $input) { dataSubjectRequest {
          id personConfirmedAt dataSubject { id requests { id } } possiblePeople { id }
          possibleDuplicates { id } } } }`,
      { input: { dataControllerId, type: 'access', identifiers } },
    )
    return found.createDataSubjectRequest.dataSubjectRequest as {
      readonly id: string
      readonly dataSubject: { readonly id: string; readonly requests: readonly object[] } | null
      readonly possiblePeople: readonly { readonly id: string }[]
      readonly possibleDuplicates: readonly { readonly id: string }[]
    }
  }
  const jane = await open('Jane@Example.com')
  t.same(jane.possiblePeople, [{ id: jane.dataSubject?.id }])
  t.same(jane.dataSubject?.requests, [{ id: jane.id }])
  const both = await open('jane@example.com', 'joe@example.com')
  t.equal(both.dataSubject, null, 'nobody is chosen of two')
  t.equal(both.possiblePeople.length, 2)
  t.same(both.possibleDuplicates, [{ id: jane.id }], 'and nothing is swallowed')
  const nobody = await open('nobody@example.com')
  t.same([nobody.dataSubject, nobody.possiblePeople], [null, []])
  const { confirmRequestPerson } = await ask<{ confirmRequestPerson: object }>(
    app,
    `mutation($id: ID!, $who: ID!) { confirmRequestPerson(id: $id, dataSubjectId: $who) {
      dataSubjectRequest { dataSubject { id } personConfirmedAt } } }`,
    { id: both.id, who: jane.dataSubject?.id },
  )
  t.match(confirmRequestPerson, {
    dataSubjectRequest: { dataSubject: { id: jane.dataSubject?.id }, personConfirmedAt: String },
  })
})

test('a merge hides nobody who asks, and what grows with each level is refused', async t => {
  const app = await testApp(t)
  const { webhook, controllerId: dataControllerId } = await connectStripe(app)
  await sendSigned(app, webhook, customerEvent('evt_1'))
  const other = { id: 'cus_0002', email: 'joe@example.com' }
  await sendSigned(app, webhook, customerEvent('evt_2', other))
  const open = async (value: string) => {
    const input = { dataControllerId, type: 'access', identifiers: [{ category: 'email', value }] }
    const found = await ask<{ createDataSubjectRequest: { dataSubjectRequest: object } }>(
      app,
      `mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) {
        dataSubjectRequest { id dataSubject { id } } } }`,
      { input },
    )
    return found.createDataSubjectRequest.dataSubjectRequest as {
      readonly id: string
      readonly dataSubject: { readonly id: string } | null
    }
  }
  const [jane, joe] = [await open('jane@example.com'), await open('joe@example.com')]
  await ask(
    app,
    `mutation($one: ID!, $into: ID!) { mergeDataSubjects(
      input: { dataSubjectId: $one, intoId: $into }) { dataSubject { id } } }`,
    { one: joe.dataSubject?.id, into: jane.dataSubject?.id },
  )
  const show = 'query($id: ID!) { dataSubjectRequest(id: $id) { dataSubject { id } } }'
  const { dataSubjectRequest } = await ask<{ dataSubjectRequest: object }>(app, show, {
    id: joe.id,
  })
  t.same(dataSubjectRequest, { dataSubject: jane.dataSubject })

  for (const way of ['possibleDuplicates {', 'possiblePeople { requests(first: 1) {']) {
    const nested = (levels: number) => {
      const ends = way.replaceAll(/[^{]/g, '').replaceAll('{', '}')
      const text = `${way.repeat(levels)} id ${ends.repeat(levels)}`
      return app.graph(`query($id: ID!) { dataSubjectRequest(id: $id) { ${text} } }`, {
        id: joe.id,
      })
    }
    t.same((await nested(2)).errors, [], way)
    t.match((await nested(4)).errors, [{ message: 'The query asks for too much.' }], way)
  }
})

test('the daily job notes what was answered unchecked', async t => {
  const { app, create, query } = await prepared(t)
  const { dataSubjectRequest } = await create()
  const id = dataSubjectRequest?.id ?? ''
  await query(
    `mutation($input: CloseDataSubjectRequestInput!) {
      closeDataSubjectRequest(input: $input) { dataSubjectRequest { status } } }`,
    { input: { id, outcome: 'completed' } },
  )
  for (let days = 0; days < 2; days += 1) await keepHouse(app.services)
  const { dataSubjectRequest: read } = await query<{
    dataSubjectRequest: { history: readonly { kind: string }[] }
  }>('query($id: ID!) { dataSubjectRequest(id: $id) { history { kind } } }', { id })
  t.same(
    read.history.map(({ kind }) => kind),
    ['answered_unchecked', 'closed', 'opened'],
  )
})

test('the same brought again on its day is one, whatever the time, and a day is one at the controller', async t => {
  const { app, dataControllerId, create } = await prepared(t)
  const first = await create()
  app.clock.advance(3_600)
  const again = await create({ identifiers: [{ category: 'email', value: canary.toUpperCase() }] })
  t.equal(again.dataSubjectRequest?.id, first.dataSubjectRequest?.id)
  const due = async (timezone: string) => {
    await app.graph(
      `mutation($input: UpdateDataControllerInput!) { updateDataController(input: $input) { __typename } }`,
      { input: { id: dataControllerId, timezone } },
    )
    return (await create({ receivedOn: '2026-10-07', isDryRun: true })).dueAt
  }
  t.equal(await due('America/Los_Angeles'), '2026-11-10T07:59:59.999Z')
  t.equal(await due('Pacific/Auckland'), '2026-11-09T10:59:59.999Z')
})

test('what is wrong with when it came is said', async t => {
  const { dataControllerId, refused } = await prepared(t)
  const told = [
    [{ receivedOn: '2026-02-30' }, 'when it came is no day'],
    [{ receivedOn: '2026-12-24' }, 'when it came must not be in the future'],
    [
      { receivedOn: '2026-10-07', receivedAt: '2026-10-07T00:00:00Z' },
      'when it came is to be said once',
    ],
  ] as const
  for (const [when, detail] of told) {
    const input = {
      ...{ dataControllerId, type: 'access', channel: 'letter', ...when },
      identifiers: [{ category: 'email', value: canary }],
    }
    t.match(
      await refused(
        'mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) { dueAt } }',
        { input },
      ),
      [{ code: 'invalid', errors: [{ detail }] }],
    )
  }
})

test('a mailbox of many does not say who asks', async t => {
  const app = await testApp(t)
  const { webhook, controllerId: dataControllerId } = await connectStripe(app)
  for (const number of [1, 2]) {
    const customer = { id: `cus_000${number}`, email: 'info@example.com' }
    await sendSigned(app, webhook, customerEvent(`evt_${number}`, customer))
  }
  const input = {
    ...{ dataControllerId, type: 'access', channel: 'letter' },
    identifiers: [{ category: 'email', value: 'info@example.com' }],
  }
  const { createDataSubjectRequest } = await ask<{ createDataSubjectRequest: object }>(
    app,
    `mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) {
      dataSubjectRequest { dataSubject { id } } } }`,
    { input },
  )
  t.match(createDataSubjectRequest, { dataSubjectRequest: { dataSubject: null } })
})
