import { createHash } from 'node:crypto'
import {
  ConduitError,
  type DefinedAdapter,
  type JsonValue,
  PlatformError,
  type Reference,
} from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { openDatabase } from '@conduit/db'
import { dueWork } from '@conduit/server'
import { t as root, type Test, test } from 'tap'
import { begin, collect, create, download, filesOf, link, look } from './support/copies.ts'
import { type Ledger, ledger, ledgerAdapter } from './support/ledger.ts'
import { rowsOf } from './support/rows-of.ts'
import { freshPostgres } from './support/services.ts'

root.setTimeout(600_000)

const jane = 'jane@example.com'

/** What the shops of a test have, and how often each was asked. */
interface Shops {
  find: (shop: string) => Promise<readonly Reference[]>
  read: (shop: string, id: string) => Promise<JsonValue | null>
  /** What comes behind the first document of an object. */
  rest?: (shop: string) => Promise<readonly JsonValue[]>
  readonly asked: string[]
}

function shopsAdapter(shops: Shops): DefinedAdapter {
  const nameOf = (settings: unknown) => String(Reflect.get(settings as object, 'shop'))
  return {
    ...ledgerAdapter,
    export: {
      find: async (_person, { settings }) => {
        shops.asked.push(`find ${nameOf(settings)}`)
        return await shops.find(nameOf(settings))
      },
      async *read({ object, id }, { settings }) {
        shops.asked.push(`read ${nameOf(settings)} ${id}`)
        const content = await shops.read(nameOf(settings), id)
        if (content !== null) yield { object, content }
        for (const more of (await shops.rest?.(nameOf(settings))) ?? []) {
          yield { object: 'orders', content: more }
        }
      },
    },
  } as DefinedAdapter
}

const member = (id: string): Reference => ({ object: 'member', id })

/** Jane is known at two shops. */
async function prepared(t: Test, changes: Partial<Shops> = {}, options = {}) {
  const shops: Shops = {
    find: async shop => [member(`${shop}1`)],
    read: async (_shop, id) => ({ id }),
    asked: [],
    ...changes,
  }
  const of = await ledger(t, [], { adapter: shopsAdapter(shops), ...options })
  const fjord = await of.connect('fjord')
  const grove = await of.connect('grove')
  await fjord.tell({ id: 'fjord1', email: jane })
  await grove.tell({ id: 'grove1', email: jane })
  return { ...of, shops, fjord, grove }
}

const outcomesOf = async (of: Ledger, id: string) =>
  (await look(of, id)).sources.map(each => `${each.outcome} ${each.reason ?? each.documents}`)

const states = (documents: readonly { readonly id: string }[] = []) => documents.map(({ id }) => id)

test('a job that dies in the middle goes on where it was, and nothing is twice', async t => {
  let isDead = true
  const of = await prepared(t, {
    find: async shop => [member(`${shop}1`), member(`${shop}2`)],
    read: async (_shop, id) => {
      if (id === 'grove2' && isDead)
        throw new ConduitError('unavailable', { reason: 'the database is away' })
      return { id }
    },
  })
  const { id } = await begin(of, await of.request())
  await t.rejects(collect(of, id), { code: 'unavailable' })
  t.same(await outcomesOf(of, id), ['read 2', 'waiting 1'])
  const [due] = (await dueWork(of.app.services)).exports
  t.equal(due?.id, decodeId('export', id)?.id, 'whoever looks for work finds it')
  isDead = false
  t.equal(await collect(of, id), null)
  t.same(of.shops.asked, [
    ...['find fjord', 'read fjord fjord1', 'read fjord fjord2'],
    // By the proven address first, then by the reference that it leads to as well.
    ...['find grove', 'find grove', 'read grove grove1'],
    ...['read grove grove2', 'read grove grove2'],
  ])
  const { data } = await filesOf(of, await link(of, id))
  t.same(
    data.platforms.map(({ documents }) => states(documents)),
    [
      ['fjord1', 'fjord2'],
      ['grove1', 'grove2'],
    ],
  )
  t.same((await dueWork(of.app.services)).exports, [])
})

test('what hangs on an object is in, and stays where the rest may not be read', async t => {
  let tries = 0
  const of = await prepared(t, {
    rest: async shop => {
      if (shop === 'grove') throw new PlatformError('auth_failed', 'no scope')
      if (++tries === 1) throw new PlatformError('upstream_error', 'down')
      return [{ page: 1 }, { page: 2 }]
    },
  })
  const { id } = await begin(of, await of.request())
  await collect(of, id)
  of.app.clock.advance(3_600)
  await collect(of, id)
  t.same(await outcomesOf(of, id), ['read 3', 'failed auth_failed'])
  const { data } = await filesOf(of, await link(of, id))
  t.strictSame(
    data.platforms.map(({ documents }) => documents.map(each => [each.object, each.data])),
    [
      [
        ['member', { id: 'fjord1' }],
        ['orders', { page: 1 }],
        ['orders', { page: 2 }],
      ],
      [['member', { id: 'grove1' }]],
    ],
    'once, though it was tried twice',
  )
})

test('of two that collect the same copy one stops', async t => {
  const gate: { open: () => void } = { open: () => undefined }
  const opened = new Promise<void>(resolve => {
    gate.open = resolve
  })
  const of = await prepared(t)
  const { id } = await begin(of, await of.request())
  let isFirst = true
  const reached = new Promise<void>(resolve => {
    of.shops.read = async (_shop, each) => {
      if (!isFirst) return { id: each }
      isFirst = false
      resolve()
      await opened
      return { id: each }
    }
  })
  const slow = collect(of, id)
  await reached
  t.equal(await collect(of, id), null)
  t.equal((await look(of, id)).status, 'ready')
  gate.open()
  t.equal(await slow, null)
  const { data } = await filesOf(of, await link(of, id))
  t.same(
    data.platforms.map(({ documents }) => documents.length),
    [1, 1],
  )
})

test('a platform that refuses is asked again, five times, and keeps nobody waiting', async t => {
  const of = await prepared(t)
  let seconds: number | undefined = 90
  of.shops.read = async shop => {
    if (shop === 'fjord') return { id: 'fjord1' }
    throw new PlatformError('rate_limited', 'invented', {
      ...(seconds !== undefined && { retryAfterSeconds: seconds }),
    })
  }
  const { id } = await begin(of, await of.request())
  t.same(await collect(of, id), { afterSeconds: 90 })
  t.same(await outcomesOf(of, id), ['read 1', 'waiting 0'])
  of.shops.asked.splice(0)
  t.same(await collect(of, id), { afterSeconds: 90 })
  t.same(of.shops.asked, [], 'not before its time')
  const pauses: number[] = []
  seconds = undefined
  for (let next = await collect(of, id); next !== null; next = await collect(of, id)) {
    pauses.push(next.afterSeconds)
    of.app.clock.advance(next.afterSeconds)
  }
  t.same(pauses, [90, 60, 120, 240])
  t.equal(of.shops.asked.length, 4, 'five times in all')
  t.same(await outcomesOf(of, id), ['read 1', 'failed rate_limited'])
  const copy = await look(of, id)
  t.equal(copy.status, 'ready')
  const { attention } = await of.run<{ attention: readonly object[] }>(
    'query($id: ID!) { attention(dataControllerId: $id) { kind count } }',
    { id: of.controllerId },
  )
  t.match(attention, [{ kind: 'data_exports_incomplete', count: 1 }])
})

test('what does not pass fails at once, and tells nothing', async t => {
  const of = await prepared(t)
  of.shops.find = async shop => {
    if (shop === 'fjord') throw new PlatformError('auth_failed', 'invented')
    throw new TypeError('canary4711 of our own code')
  }
  const { id } = await begin(of, await of.request())
  t.equal(await collect(of, id), null)
  t.same(await outcomesOf(of, id), ['failed auth_failed', 'failed adapter_failed'])
  t.ok(
    of.app.log.lines().some(({ msg, step }) => msg === 'the adapter failed' && step === 'export'),
  )
  t.notMatch(of.app.log.text(), /canary4711/)
})

test('what is not collected within a day fails, and nothing of it is kept', async t => {
  const of = await prepared(t)
  of.shops.read = async shop => {
    if (shop === 'fjord') return { id: 'fjord1' }
    throw new PlatformError('rate_limited', 'invented', { retryAfterSeconds: 86_400 })
  }
  const { id } = await begin(of, await of.request())
  t.same(await collect(of, id), { afterSeconds: 86_400 })
  of.app.clock.advance(86_400)
  t.equal(await collect(of, id), null)
  t.match(await look(of, id), { status: 'failed', reason: 'not_in_time' })
  await assertGone(t, of)
})

async function assertGone(t: Test, { app }: Ledger): Promise<void> {
  t.same(await rowsOf(app, 'select position from data_export_parts'), [])
  t.same(await rowsOf(app, 'select id from data_exports where wrapped is not null'), [])
  t.same(
    await rowsOf(app, 'select export_id from data_export_sources where targets is not null'),
    [],
  )
}

test('a copy ends with what it stands for', async t => {
  const changes: Readonly<Record<string, string>> = {
    'the request is withdrawn':
      'mutation($id: ID!) { withdrawDataSubjectRequest(id: $id) { dataSubjectRequest { id } } }',
    'proof is asked for again': `mutation($id: ID!) {
      updateDataSubjectRequest(input: { id: $id, stage: identity_requested }) { dataSubjectRequest { id } } }`,
    'somebody deletes it':
      'mutation($copy: ID!) { deleteDataExport(id: $copy) { dataExport { status } } }',
  }
  for (const [name, mutation] of Object.entries(changes)) {
    await t.test(name, async t => {
      const of = await prepared(t)
      const request = await of.request()
      const { id: copy } = await begin(of, request)
      await collect(of, copy)
      const url = await link(of, copy)
      t.equal((await download(of, url)).statusCode, 200)
      await of.run(mutation, mutation.includes('$copy') ? { copy } : { id: request })
      t.equal((await download(of, url)).statusCode, 404)
      t.match(await look(of, copy), { status: 'deleted' })
      await assertGone(t, of)
      t.match(
        await of.refused('mutation($id: ID!) { createDataExportLink(id: $id) { url } }', {
          id: copy,
        }),
        [{ code: 'conflict', reason: /^not_ready: / }],
      )
    })
  }
  await t.test('somebody else turns out to be the person', async t => {
    const of = await prepared(t)
    await of.fjord.tell({ id: 'other', email: 'other@example.com' })
    const { id } = await begin(of, await of.request())
    const { dataSubjects } = await of.run<{ dataSubjects: { nodes: readonly { id: string }[] } }>(
      'query($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }',
      { id: of.controllerId },
    )
    const [one, into] = dataSubjects.nodes.map(each => each.id)
    await of.run(
      `mutation($one: ID!, $into: ID!) {
        mergeDataSubjects(input: { dataSubjectId: $one, intoId: $into }) { dataSubject { id } } }`,
      { one, into },
    )
    t.equal(await collect(of, id), null)
    t.same(of.shops.asked, [])
    t.match(await look(of, id), { status: 'failed', reason: 'person_changed' })
  })
  await t.test('the two were separated after it was ready', async t => {
    const of = await prepared(t)
    await of.fjord.tell({ id: 'other', email: 'other@example.com' })
    const { dataSubjects } = await of.run<{ dataSubjects: { nodes: readonly { id: string }[] } }>(
      'query($id: ID!) { dataSubjects(filter: { dataControllerId: $id }) { nodes { id } } }',
      { id: of.controllerId },
    )
    const [one, into] = dataSubjects.nodes.map(each => each.id)
    await of.run(
      `mutation($one: ID!, $into: ID!) {
        mergeDataSubjects(input: { dataSubjectId: $one, intoId: $into }) { dataSubject { id } } }`,
      { one, into },
    )
    const { id } = await begin(of, await of.request())
    await collect(of, id)
    const url = await link(of, id)
    await of.run(
      'mutation($one: ID!) { separateDataSubjects(dataSubjectId: $one) { dataSubjects { id } } }',
      { one },
    )
    t.equal((await download(of, url)).statusCode, 404)
    t.match(
      await of.refused('mutation($id: ID!) { createDataExportLink(id: $id) { url } }', { id }),
      [{ code: 'conflict', reason: /^person_changed: / }],
    )
  })
})

test('what stands in the way of a copy', async t => {
  const of = await prepared(t)
  const refusedFor = (requestId: string) => of.refused(create, { input: { requestId } })
  t.match(await refusedFor(await of.request({ type: 'erasure' })), [
    { code: 'conflict', reason: /^wrong_type: / },
  ])
  const { createDataSubjectRequest: fresh } = await of.run<{
    createDataSubjectRequest: { dataSubjectRequest: { id: string } }
  }>(
    `mutation($input: CreateDataSubjectRequestInput!) {
      createDataSubjectRequest(input: $input) { dataSubjectRequest { id } } }`,
    {
      input: {
        ...{ dataControllerId: of.controllerId, type: 'portability' },
        identifiers: [{ category: 'email', value: jane }],
      },
    },
  )
  t.match(await refusedFor(fresh.dataSubjectRequest.id), [
    { code: 'conflict', reason: /^person_not_confirmed: / },
  ])
  const request = await of.request()
  const { id } = await begin(of, request)
  t.match(await refusedFor(request), [{ code: 'conflict', reason: /^copy_exists: / }])
  t.match(
    await of.refused('mutation($id: ID!) { createDataExportLink(id: $id) { url } }', { id }),
    [{ code: 'conflict', reason: /^not_ready: / }],
  )
  const bound = decodeId('controller', of.controllerId)?.id
  const auditor = await of.app.apiKey('auditor', bound)
  const answer = await of.app.graph(
    'query($id: ID!) { dataExport(id: $id) { status } }',
    { id },
    auditor,
  )
  t.match(answer.data, { dataExport: { status: 'collecting' } })
  const developer = await of.app.apiKey('developer', bound)
  const none = await of.app.graph(
    'query($id: ID!) { dataExport(id: $id) { status } }',
    { id },
    developer,
  )
  t.match(none.errors, [{ extensions: { code: 'forbidden' } }])
})

test('more than a copy holds is counted and said', async t => {
  const of = await prepared(t)
  const mebibyte = 1_024 * 1_024
  of.shops.find = async shop =>
    shop === 'fjord'
      ? Array.from({ length: 1_003 }, (_, index) => member(`m${index}`))
      : [member('grove1')]
  of.shops.read = async (_shop, id) => (id === 'm1' ? 'x'.repeat(10 * mebibyte) : { id })
  const { id } = await begin(of, await of.request())
  t.equal(await collect(of, id), null)
  const { sources } = await look(of, id)
  t.match(sources, [
    { outcome: 'read', documents: 999, documentsLeftOut: 4 },
    { outcome: 'read', documents: 0, documentsLeftOut: 1 },
  ])
  const { data } = await filesOf(of, await link(of, id))
  t.same(
    data.leftOut
      .filter(({ what }) => what === 'objects')
      .map(({ count, reason }) => [count, reason]),
    [
      [4, 'too_much'],
      [1, 'too_much'],
    ],
  )
  t.equal(data.platforms[0]?.documents.length, 999)
})

const deep = (levels: number): JsonValue =>
  JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`) as JsonValue

test('hostile documents are text, wherever they are shown', async t => {
  const of = await prepared(t)
  const documents: Readonly<Record<string, JsonValue>> = {
    script: { name: '</script><script>alert(1)</script>', '<b>': '"\'&' },
    comment: { note: '--><img src=x onerror=alert(1)><!--', style: '</style><style>*{}' },
    formula: { note: '=cmd|"/c calc"!A1' },
    poison: JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}') as JsonValue,
    signs: { note: '\u0000\u001b[2J\u202e\ud800', ø: '🙂' },
    deep: deep(200),
    deepest: deep(100_000),
    long: { note: `${'æ'.repeat(2_000_000)}</pre><script>` },
    many: Array.from({ length: 5_000 }, (_, index) => ({ index })),
    nothing: {},
  }
  of.shops.find = async shop => (shop === 'fjord' ? Object.keys(documents).map(member) : [])
  of.shops.read = async (_shop, id) => documents[id] ?? null
  const { id } = await begin(of, await of.request())
  t.equal(await collect(of, id), null)
  const { json, data, page } = await filesOf(of, await link(of, id))
  t.notMatch(page, /<(?:script|img|b|svg|iframe)\b/i)
  t.notMatch(page, /\son\w+=(?!x)[^<]*>/i)
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? []
  const digest = createHash('sha256').update(style).digest('base64')
  t.match(page, `style-src &#39;sha256-${digest}&#39;`, 'no other style is shown')
  t.match(page, /&lt;\/script&gt;&lt;script&gt;alert\(1\)/)
  t.match(page, /=cmd\|&quot;\/c calc&quot;!A1/)
  t.match(
    page,
    /<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
  )
  t.notMatch(page, /\p{Cc}(?<![\t\n])/u)
  const found = data.platforms[0]?.documents ?? []
  for (const [name, document] of Object.entries(documents).filter(([key]) => key !== 'deepest'))
    t.ok(json.includes(`"data":${JSON.stringify(document)}`), name)
  t.match(
    data.leftOut.filter(({ what }) => what === 'objects'),
    [{ count: 1 }],
  )
  t.equal(found.length, Object.keys(documents).length - 1)
  t.equal(Reflect.get({}, 'isAdmin'), undefined)
})

test('the page has days of receipt as the organisation has them, and no machine words', async t => {
  const of = await prepared(t)
  await of.app.graph(
    'mutation($input: UpdateDataControllerInput!) { updateDataController(input: $input) { dataController { id } } }',
    { input: { id: of.controllerId, timezone: 'Asia/Tokyo' } },
  )
  of.shops.find = async () => {
    throw new PlatformError('auth_failed', 'invented')
  }
  const { id } = await begin(of, await of.request({ receivedOn: '2026-10-05' }))
  await collect(of, id)
  const { data, page } = await filesOf(of, await link(of, id))
  t.match(data.request, { receivedAt: /^2026-10-04T15:00/, receivedOn: '2026-10-05' })
  t.match(page, /<th scope="row">received<\/th><td>2026-10-05<\/td>/)
  t.match(page, /<tr><th scope="row">2026-10-05<\/th><td>access<\/td>/)
  t.match(page, /\(the platform refused access\)/)
  t.notMatch(page, /auth_failed|2026-10-04/)
})

test('links that lead nowhere answer alike', async t => {
  const of = await prepared(t)
  const bodies = new Set<string>()
  for (const secret of ['x', `cex_${'A'.repeat(43)}`, '%00', 'a'.repeat(190), 'a'.repeat(300)]) {
    const reply = await of.app.http.inject({ url: `/api/v1/exports/${secret}` })
    t.equal(reply.statusCode, 404)
    bodies.add(reply.body)
  }
  t.equal(bodies.size, 1)
})

test('the queue collects copies', async t => {
  await t.test('on PGlite', t => playQueue(t, undefined))
  await t.test('on PostgreSQL', async t => {
    const databaseUrl = await freshPostgres(t)
    if (databaseUrl === null) return t.plan(0, 'no server: PostgreSQL')
    await playQueue(t, databaseUrl)
  })
})

async function playQueue(t: Test, databaseUrl: string | undefined): Promise<void> {
  let told: (status: unknown) => void = () => undefined
  const statuses: unknown[] = []
  const of = await prepared(
    t,
    {},
    {
      database: await openDatabase({ url: databaseUrl }),
      jobs: { databaseUrl },
      subscribers: [
        {
          name: 'copies',
          topics: ['data_export.changed'],
          receive: async ({ data }: { readonly data: { readonly status: unknown } }) => {
            statuses.push(data.status)
            told(data.status)
          },
        },
      ],
    },
  )
  await of.app.startRest()
  const ready = new Promise<void>(resolve => {
    told = status => {
      if (status === 'ready') resolve()
    }
  })
  const { id } = await begin(of, await of.request())
  await ready
  t.same(statuses, ['collecting', 'ready'])
  t.match(await look(of, id), { status: 'ready', downloads: 0 })
  const jobs = await rowsOf<{ data: string }>(
    of.app,
    "select data::text as data from pgboss.job where name = 'export'",
  )
  t.ok(jobs.length > 0)
  for (const { data } of jobs)
    t.same(Object.keys(JSON.parse(data)).toSorted(), ['controllerId', 'id'])
  await of.app.http.close()
}
