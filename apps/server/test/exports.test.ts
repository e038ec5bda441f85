import { openDatabase } from '@conduit/db'
import { Value } from '@sinclair/typebox/value'
import { t as root, type Test, test } from 'tap'
import { exportSchema } from '../src/exports/export-format.ts'
import { keepHouse } from '../src/jobs/housekeeping.ts'
import {
  begin,
  collect,
  create as createExport,
  download,
  filesOf,
  link,
  look,
} from './support/copies.ts'
import { dumpOf } from './support/leaks.ts'
import { answered, type Ledger, ledger, search } from './support/ledger.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'

root.setTimeout(600_000)

const jane = 'jane@example.com'
const atFjord =
  '{"id":"f1","email":"jane@example.com","note":"Ærø canary-fjord","spent":1.5,"tags":[]}'
const atGrove = '{"id":"g1","email":"jane@example.com","card":{"last4":"canary-grove"}}'
const atDelta = '{"id":"d1","name":"canary-delta"}'
const script = [
  answered(search('fjord', jane), '["f1"]'),
  answered('https://fjord.example.com/members/f1', atFjord),
  answered(search('delta', jane), '["d1"]'),
  answered('https://delta.example.com/members/d1', atDelta),
  answered('https://grove.example.com/members/g1', atGrove),
]

interface Plan {
  readonly identifiers: readonly {
    readonly id: string
    readonly category: string
    readonly isProven: boolean
    readonly integration: { readonly id: string }
  }[]
  readonly integrations: readonly { readonly canBeRead: boolean; readonly reason: string | null }[]
  readonly obstacles: readonly string[]
  readonly unverified: number
}

async function planOf({ run }: Ledger, id: string): Promise<Plan> {
  const { dataSubjectRequest } = await run<{ dataSubjectRequest: { exportPlan: Plan } }>(
    `query($id: ID!) { dataSubjectRequest(id: $id) { exportPlan {
      identifiers { id category isProven firstSeen integration { id } } unverified
      integrations { canBeRead reason integration { id } } obstacles } } }`,
    { id },
  )
  return dataSubjectRequest.exportPlan
}

/** Jane is known at five shops, one of which has no key, and unknown at the sixth. */
async function prepared(t: Test, options: Parameters<typeof ledger>[2] = {}) {
  const of = await ledger(t, script, options)
  const shops = {
    fjord: await of.connect('fjord'),
    grove: await of.connect('grove'),
    delta: await of.connect('delta'),
    cliff: await of.connect('cliff'),
    brook: await of.connect('brook'),
    marsh: await of.connect('marsh', {}),
  }
  await shops.fjord.tell({ id: 'f1', email: jane })
  await shops.grove.tell({ id: 'g1', email: jane })
  await shops.delta.tell({ id: 'd1', email: jane })
  await shops.cliff.tell({ id: 'c1', email: jane })
  return { ...of, shops }
}

test('a copy, from the plan to its end', async t => {
  await t.test('on PGlite', t => playCopy(t, {}))
  await t.test('on PostgreSQL', async t => {
    const url = await freshPostgres(t)
    if (url === null) return t.plan(0, 'no server: PostgreSQL')
    await playCopy(t, { database: await openDatabase({ url }) })
  })
})

async function playCopy(t: Test, options: Parameters<typeof ledger>[2]): Promise<void> {
  const of = await prepared(t, options)
  const { app, shops, platform } = of
  const nameOf = (id: string) => Object.entries(shops).find(([, shop]) => shop.id === id)?.[0]
  const id = await of.request()
  const plan = await planOf(of, id)
  t.same(plan.obstacles, [])
  const identifiers = plan.identifiers.map(({ category, isProven, integration }) => {
    return `${category} ${nameOf(integration.id)} ${isProven ? 'proven' : ''}`
  })
  const others = ['cliff', 'delta', 'fjord', 'grove'].map(name => `account_id ${name} `)
  t.same(identifiers.toSorted(), [...others, 'email fjord proven'])
  t.same(
    plan.integrations.map(({ canBeRead, reason }) => (canBeRead ? 'yes' : reason)),
    ['yes', 'yes', 'yes', 'yes', 'yes', 'no_access'],
  )
  t.equal(platform.calls.length, 0, 'a plan asks nobody')

  const yes = plan.identifiers.find(({ integration }) => integration.id === shops.grove.id)
  const begun = await begin(of, id, [yes?.id ?? ''])
  t.match(begun, { status: 'collecting', readyAt: null })
  t.same((await planOf(of, id)).obstacles, ['copy_exists'])
  t.equal(await collect(of, begun.id), null)
  const copy = await look(of, begun.id)
  t.match(copy, { status: 'ready', readyAt: '2026-11-01T12:00:00.000Z' })
  t.equal(copy.expiresAt, '2026-11-08T12:00:00.000Z')
  t.same(
    copy.sources.map(each => {
      const { integration, outcome, reason, documents, records, recordsLeftOut } = each
      return [nameOf(integration.id), outcome, reason, documents, records, recordsLeftOut].join()
    }),
    [
      'fjord,read,,1,2,0',
      // Said yes to: the platform is asked by its own reference.
      'grove,read,,1,2,0',
      // The platform itself ties the proven address to the object of which it had told.
      'delta,read,,1,2,0',
      'cliff,left_out,not_proven,0,0,2',
      'brook,nothing_found,,0,0,0',
      'marsh,cannot_be_read,no_access,0,0,0',
    ],
  )

  const first = await link(of, copy.id)
  t.match(first, /^https:\/\/hooks\.example\.com\/api\/v1\/exports\/cex_[\w-]{43}$/)
  const second = await link(of, copy.id)
  t.equal((await download(of, first)).statusCode, 404, 'a new link voids the last')
  const reply = await download(of, second)
  t.match(reply.headers, {
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="personal-data.zip"',
    ...{ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
  const { json, data, page, schema } = await filesOf(of, second)
  t.same(schema, JSON.parse(JSON.stringify(exportSchema)))
  t.same([...Value.Errors(exportSchema, data)], [], 'the copy is as the schema says')
  for (const document of [atFjord, atGrove, atDelta])
    t.ok(json.includes(`"data":${document}}`), 'as the platform gave it, byte for byte')
  t.match(page, /canary-fjord/)
  t.notMatch(page, /<script/i)
  t.match(data, {
    controller: { name: 'Example Ltd' },
    person: { namedBy: [{ category: 'email', value: jane }], identifiers: { length: 2 } },
    requests: [{ type: 'access' }],
    consents: [{ channel: 'email', purpose: 'letters', history: { length: 3 } }],
  })
  const kinds = { kindsOfData: [{ category: 'account_id' }, { category: 'email', activities: 1 }] }
  t.match(data.platforms[0], {
    platform: 'Ledger',
    activities: [{ fields: { length: 2 } }],
    ...kinds,
  })
  t.same(data.platforms[3]?.activities, [])
  t.same(
    data.leftOut.map(({ what, integrationId, count, reason }) => {
      return [what, nameOf(integrationId ?? ''), count, reason].join()
    }),
    [
      ...['fjord', 'delta', 'cliff'].map(name => `identifiers,${name},1,not_proven`),
      'records,cliff,2,not_proven',
    ],
  )
  t.equal((await look(of, copy.id)).downloads, 2)
  const kept = await rowsOf<{ count: number }>(
    app,
    "select count(*)::int as count from audit_entries where action = 'data_export.downloaded'",
  )
  t.equal(kept[0]?.count, 2)

  for (let day = 0; day < 8; day += 1) {
    await keepHouse(app.services)
    app.clock.advance(86_400)
    if (day === 6) t.equal((await look(of, copy.id)).status, 'expired', 'though nobody swept yet')
  }
  await keepHouse(app.services)
  t.equal((await download(of, second)).statusCode, 404)
  t.same(await rowsOf(app, 'select position from data_export_parts'), [])
  t.same(await rowsOf(app, 'select id from data_exports where wrapped is not null'), [])
  t.equal((await look(of, copy.id)).status, 'expired')
}

test('nothing of it is anywhere else while it is alive', async t => {
  const of = await prepared(t)
  const { app } = of
  const begun = await begin(of, await of.request())
  await collect(of, begun.id)
  const url = await link(of, begun.id)
  const { json } = await filesOf(of, url)
  const dump = await dumpOf(app.database)
  const secrets = ['canary-fjord', 'Ærø', jane, new URL(url).pathname.split('/').at(-1) ?? '']
  for (const secret of secrets) {
    const forms = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64'),
    ]
    for (const form of forms) {
      t.notOk(dump.includes(form), 'in no table')
      t.notOk(app.log.text().includes(form), 'in no line of the log')
    }
  }
  t.ok(json.includes('canary-fjord'))
  const lines = app.log.lines().filter(({ route }) => String(route).includes('exports'))
  t.match(lines, [{ route: '/api/v1/exports/:secret', status: 200 }])
})

test('what unsigned events show leads to no call', async t => {
  const of = await ledger(t, script)
  const { app, platform } = of
  const fjord = await of.connect('fjord')
  const grove = await of.connect('grove')
  await fjord.tell({ id: 'f1', email: jane })
  // A stranger names the address of Jane beside an object of somebody else.
  await grove.tell({ id: 'g1', email: jane }, false)
  await grove.tell({ id: 'g2', email: 'stranger@example.com' }, false)
  const people = await rowsOf<{ controller: string; id: string }>(
    app,
    `select controller_id::text as controller, id::text as id from data_subjects order by id`,
  )
  t.ok(people.length > 1, 'they are people of their own')
  const request = await of.request()
  const plan = await planOf(of, request)
  t.same(
    plan.identifiers.map(({ category }) => category).toSorted(),
    ['account_id', 'email'],
    'nor is it offered for a yes',
  )
  const tokens = await rowsOf<{ token: string }>(
    app,
    `select key_id || '.' || replace(translate(encode(token, 'base64'), '+/', '-_'), '=', '') as token
      from identifier_tokens where not is_verified order by token`,
  )
  t.ok(tokens.length > 0)
  for (const { token } of tokens) {
    const refused = await of.refused(createExport, {
      input: { requestId: request, identifiers: [token] },
    })
    t.match(refused, [{ code: 'invalid', errors: [{ pointer: '/identifiers/0' }] }])
  }
  // Even if somebody says that they are one.
  const all = await of.run<{ dataSubjects: { nodes: readonly { id: string }[] } }>(
    'query($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }',
    { id: of.controllerId },
  )
  const [...subjects] = all.dataSubjects.nodes.map(({ id }) => id)
  const into = subjects.at(-1)
  for (const one of subjects.slice(0, -1))
    await of.run(
      `mutation($one: ID!, $into: ID!) {
        mergeDataSubjects(input: { dataSubjectId: $one, intoId: $into }) { dataSubject { id } } }`,
      { one, into },
    )
  t.ok((await planOf(of, request)).unverified > 0)
  const begun = await begin(of, request)
  await collect(of, begun.id)
  t.match(await look(of, begun.id), { status: 'ready' })
  const asked = platform.calls.map(({ url }) => url.href)
  t.same(asked, [
    search('fjord', jane),
    'https://fjord.example.com/members/f1',
    search('grove', jane),
  ])
})
