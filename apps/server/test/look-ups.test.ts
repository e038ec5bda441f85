import { openDatabase } from '@conduit/db'
import { type Test, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const query = `query($filter: DataSubjectFilter!, $after: String) {
  dataSubjects(filter: $filter, after: $after) { nodes { id } pageInfo { endCursor } } }`
const audited = `{ auditLog(filter: { action: "subject.lookup" }) {
  nodes { actorType objectType objectId outcome details at } } }`
const jane = { id: 'Member:7', email: 'jane@example.com' }

test('a look-up is audited: by whom, by what kind, and whether it found somebody', async t => {
  await t.test('embedded', async t => audit(t, await testApp(t, { adapters: adapters() })))
  await t.test('PostgreSQL', async t => {
    const url = await freshPostgres(t)
    if (url === null) {
      t.plan(0, 'no server: PostgreSQL')
      return
    }
    const database = await openDatabase({ url })
    await audit(t, await testApp(t, { adapters: adapters(), database }))
  })
})

async function audit(t: Test, app: TestApp): Promise<void> {
  const dataControllerId = await known(app)
  const key = await app.apiKey('auditor')
  const find = async (identifier: object | null, after: string | null = null) => {
    const filter = { dataControllerId, identifier }
    const { data, errors } = await app.graph(query, { filter, after }, key)
    t.same(errors, [])
    return (data as never as { dataSubjects: { pageInfo: { endCursor: string | null } } })
      .dataSubjects.pageInfo.endCursor
  }
  const end = await find({ category: 'email', value: jane.email })
  await find({ category: 'email', value: jane.email }, end)
  await find({ category: 'phone', value: '+12025550123' })
  await find({ category: 'account_id', value: jane.id })
  await find(null)
  const { data } = await app.graph(audited)
  const { nodes } = (data as never as { auditLog: { nodes: object[] } }).auditLog
  const entry = { actorType: 'api_key', objectType: 'data_subject', objectId: null }
  t.match(nodes, [
    {
      ...entry,
      details: { category: 'account_id', isFound: true },
      at: '2026-11-01T12:00:00.000Z',
    },
    { ...entry, details: { category: 'phone', isFound: false } },
    { ...entry, details: { category: 'email', isFound: true } },
    { ...entry, details: { category: 'email', isFound: true } },
  ])
  t.equal(nodes.length, 4, 'a list of all looks nobody up')
  const rows = JSON.stringify(
    await rowsOf(app, "select * from audit_entries where action = 'subject.lookup' order by place"),
  )
  const tokens = await rowsOf<{ token: string }>(
    app,
    "select encode(token, 'hex') as token from identifier_tokens order by token",
  )
  for (const value of [jane.email, jane.id, '2025550123', ...tokens.map(({ token }) => token)])
    t.notMatch(rows, value)
  t.ok(tokens.length > 0)
}

test('a key has sixty look-ups a minute', async t => {
  const app = await testApp(t, { adapters: adapters() })
  const filter = `filter: { dataControllerId: "${await known(app)}", identifier: { category: email, value: "x@example.com" } }`
  const find = async (times: number, key: string) => {
    const fields = Array.from(
      { length: times },
      (_, index) => `a${index}: dataSubjects(${filter}, first: 1) { nodes { id } }`,
    )
    return await app.graph(`{ ${fields.join(' ')} }`, {}, key)
  }
  const key = await app.apiKey('dpo')
  t.same((await find(30, key)).errors, [])
  app.clock.advance(20)
  t.same((await find(30, key)).errors, [])
  const { data, errors } = await find(1, key)
  t.equal(data, null)
  t.match(errors, [
    { message: 'Too many requests.', extensions: { code: 'rate_limited', retryAfterSeconds: 40 } },
  ])
  t.same((await find(1, await app.apiKey('dpo'))).errors, [], 'each key has its own')
  app.clock.advance(40)
  t.same((await find(30, key)).errors, [])
  t.match((await find(1, key)).errors, [{ extensions: { retryAfterSeconds: 20 } }])
  const all = `{ dataSubjects(${filter.replace(/, identifier.*(?= \})/, '')}) { nodes { id } } }`
  t.same((await app.graph(all, {}, key)).errors, [], 'a list of all is no look-up')
  t.equal(
    (
      await rowsOf(
        app,
        "select 1 from audit_entries where action = 'subject.lookup' order by place",
      )
    ).length,
    91,
  )
})

function adapters() {
  return loaded(loyaltyAdapter(quietPlatform()))
}

/** A controller at whom somebody is known. */
async function known(app: TestApp): Promise<string> {
  const { id } = await makeController(app)
  const { path } = await connectLoyalty(app, id, { shop: 'known', webhookSecret: 'long enough' })
  await app.http.inject({ method: 'POST', url: path, payload: { id: 'one', member: jane } })
  return id
}

test('of what finds nobody it is said which it is and why, and never the value', async t => {
  const app = await testApp(t, { adapters: adapters() })
  const dataControllerId = await known(app)
  const told = [
    ['email', 'jane.example.com', 'has no @'],
    ['email', 'jane@localhost', 'has a domain without a dot'],
    ['email', 'jane@192.0.2.1', 'has numbers in the place of a domain'],
    ['email', 'jane doe@example.com', 'has a blank inside'],
    ['phone', '1-800-FLOWERS', 'has letters in it'],
    ['phone', '555-0100', 'has too few or too many digits for its country'],
    ['phone', '+1 202 555 0123 ext. 7', 'has an extension: a switchboard is not a person'],
    ['account_id', '', 'is empty'],
  ] as const
  for (const [category, value, detail] of told) {
    const { errors } = await app.graph(query, {
      filter: { dataControllerId, identifier: { category, value } },
    })
    t.match(errors, [
      {
        extensions: {
          code: 'invalid',
          errors: [{ pointer: '/filter/identifier/value', detail }],
        },
      },
    ])
    if (value !== '') t.notOk(JSON.stringify(errors).includes(value), `${value} is told`)
  }
})
