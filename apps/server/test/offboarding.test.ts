import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { decodeId } from '@conduit/core/host'
import { createApiKey, type Database, type DatabaseOptions, migrate } from '@conduit/db'
import { placeEmbeddedFiles } from '@conduit/local-postgres'
import { dueWork } from '@conduit/server'
import { sql } from 'drizzle-orm'
import { t as root, type Test, test } from 'tap'
import {
  between,
  type LeavingServer,
  type Organisation,
  organisation,
  type Place,
  sendCustomer,
  serverAt,
} from './support/leaving.ts'
import { onBoth } from './support/on-both.ts'
import { addIntegration, ask } from './support/over-http.ts'
import { rowsByTable } from './support/rows-by-table.ts'
import { freshPostgres } from './support/services.ts'
import { connectStripe, customerEvent, sendSigned } from './support/stripe.ts'
import { testApp } from './support/test-app.ts'

// A server waits a while before it takes over what another one that was killed had begun.
root.setTimeout(1_200_000)

const start = new Date('2026-11-01T12:00:00Z')
const day = 86_400_000
const minute = 60_000

/** What is left of an organisation that has left. */

/** What is left of an organisation that has left. */
const kept = [
  ...['audit_checkpoints', 'audit_entries', 'audit_heads', 'audit_keys', 'audit_tiles'],
  'controller_offboardings',
]

const after = (milliseconds: number) => new Date(start.getTime() + milliseconds)

const told = new Set(['event_heads', 'event_outbox', 'notifications'])

type Graph = Pick<LeavingServer, 'graph'>

interface Progress {
  readonly state: string
  readonly notBefore: string | null
  readonly deleted: readonly { readonly table: string; readonly count: number }[]
}

async function progressOf(server: LeavingServer, { id }: Organisation): Promise<Progress | null> {
  const { offboarding } = await server.graph<{ offboarding: Progress | null }>(
    'query($id: ID!) { offboarding(dataControllerId: $id) { state notBefore deleted { table count } } }',
    { id },
  )
  return offboarding
}

/** Begins to leave, as far as the time in which that can be called off. */
async function leave(server: Graph, { id }: Pick<Organisation, 'id'>): Promise<void> {
  await server.graph(
    'mutation($input: OffboardDataControllerInput!) { offboardDataController(input: $input) { offboarding { state } } }',
    { input: { dataControllerId: id, graceDays: 7 } },
  )
  const kinds = ['record_of_processing', 'audit_log', 'consents']
  const exports = kinds.map((kind, index) => ({ kind, sha256: String(index).repeat(64) }))
  await server.graph(
    `mutation($input: ConfirmOffboardingExportsInput!) {
      confirmOffboardingExports(input: $input) { offboarding { state } } }`,
    { input: { dataControllerId: id, exports } },
  )
}

/** What an organisation has beside what webhooks bring. @returns a key of its own */
async function furnish(server: Graph, { id: dataControllerId }: Pick<Organisation, 'id'>) {
  await server.graph(
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name: 'News', legalBasis: 'consent' } },
  )
  const identifiers = [{ category: 'email', value: 'jane-1@example.com' }]
  await server.graph(
    'mutation($input: CreateDataSubjectRequestInput!) { createDataSubjectRequest(input: $input) { dueAt } }',
    { input: { dataControllerId, type: 'access', identifiers } },
  )
  const { createApiKey: made } = await server.graph<{ createApiKey: { apiKey: string } }>(
    'mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }',
    { input: { dataControllerId, name: 'Own', role: 'dpo' } },
  )
  return made.apiKey
}

/** So many more rows, which go so slowly, that deleting them takes a while. */
async function fill(database: Database, { controllerId }: Organisation): Promise<void> {
  await database.transaction(async executor => {
    await executor.execute(
      sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
    )
    await executor.execute(sql`insert into purposes (controller_id, id, name, legal_basis, is_essential, recipients,
        created_at, updated_at)
      select ${controllerId}::uuid, gen_random_uuid(), 'Purpose ' || n, 'consent', false, '{}'::text[], now(), now()
      from generate_series(1, 10000) n`)
    await executor.execute(sql`create function take_long() returns trigger language plpgsql as
      'begin perform count(*) from generate_series(1, 500000); return null; end'`)
    await executor.execute(sql`create trigger take_long after delete on purposes
      for each statement execute function take_long()`)
  })
}

/** How many webhooks of an organisation are recorded. */
async function recorded(database: Database, { controllerId }: Organisation): Promise<number> {
  const rows = await rowsByTable(database, controllerId)
  return Number(rows.get('processing_activities')?.split(' ')[0] ?? 0)
}

test('an organisation leaves while others stay, though the server is killed', async t => {
  await t.test('PostgreSQL', async t => {
    const url = await freshPostgres(t)
    if (url === null) return t.plan(0, 'no server: PostgreSQL')
    await playLeaving(t, { url })
  })
  await t.test('embedded', async t => await playLeaving(t, await embedded(t)))
})

test('who calls it off has all that was there', async t => {
  await onBoth(t, async (t, database) => {
    const app = await testApp(t, { database })
    const { controllerId: id, webhook } = await connectStripe(app)
    const controllerId = decodeId('controller', id)?.controllerId ?? ''
    const server = {
      graph: async <Data>(query: string, variables?: object) =>
        await ask<Data>(app, query, variables),
    }
    await furnish(server, { id })
    t.equal((await sendSigned(app, webhook, customerEvent('evt_1'))).statusCode, 200)
    const before = await rowsByTable(database, controllerId)
    await leave(server, { id })
    app.clock.advance(86_400)
    await ask(
      app,
      'mutation($id: ID!) { cancelOffboarding(dataControllerId: $id) { offboarding { state } } }',
      { id },
    )
    app.clock.advance(10 * 86_400)
    t.same((await dueWork(app.services)).offboardings, [])
    const rows = await rowsByTable(database, controllerId)
    t.ok(rows.has('controller_offboardings'), 'that it was to leave stays known')
    const others = [...rows].filter(([table]) => table !== 'controller_offboardings')
    t.same(withoutTold(new Map(others)).rows, withoutTold(before).rows)
    t.equal((await sendSigned(app, webhook, customerEvent('evt_2'))).statusCode, 200)
    await addIntegration(app, id, 'stripe', { signingSecret: 'whsec_invented_secret_0002' })
  })
})

async function embedded(t: Test): Promise<DatabaseOptions> {
  const cwd = t.testdir({})
  await placeEmbeddedFiles(join(cwd, '.conduit'))
  return { dataDir: join(cwd, '.conduit', 'db') }
}

async function placeFor(t: Test, where: DatabaseOptions): Promise<Place> {
  const ledger = join(t.testdir({ ledger: {} }), 'ledger', 'erasures')
  const key = await between(where, async database => {
    await migrate(database, start)
    const administration = { database, now: () => start }
    const operator = { type: 'operator', id: null }
    const owner = { name: 'owner', role: 'owner' as const, controllerId: null }
    return (await createApiKey(administration, operator, owner)).key
  })
  return { where, ledger, key }
}

async function playLeaving(t: Test, where: DatabaseOptions): Promise<void> {
  const place = await placeFor(t, where)
  const first = await serverAt(t, place, start)
  const [leaving, quiet, busy] = [
    await organisation(first, 'Leaving Ltd'),
    await organisation(first, 'Quiet Ltd'),
    await organisation(first, 'Busy Ltd'),
  ]
  const ownKey = await furnish(first, leaving)
  await furnish(first, quiet)
  const accepted = new Map([leaving, quiet, busy].map(each => [each, 0]))
  let n = 0
  const send = async (server: LeavingServer, to: Organisation, at: Date) => {
    n += 1
    const status = await sendCustomer(server, to, { n, at })
    if (status === 200) accepted.set(to, (accepted.get(to) ?? 0) + 1)
    return status
  }
  for (const each of [leaving, quiet, busy]) t.equal(await send(first, each, start), 200)
  await leave(first, leaving)
  t.equal(await send(first, leaving, start), 200, 'in the time in which it can be called off')
  await first.end('SIGTERM')

  const untouched = await between(where, async database => {
    await fill(database, leaving)
    return await rowsByTable(database, quiet.controllerId)
  })
  const due = after(7 * day)
  const second = await serverAt(t, place, due)
  const before = new Set<number>()
  const meanwhile = new Set<number>()
  while (!before.has(401)) {
    const sent = [leaving, leaving, leaving].map(each => send(second, each, due))
    meanwhile.add(await send(second, busy, due))
    for (const status of await Promise.all(sent)) before.add(status)
  }
  t.same([...meanwhile], [200], 'those of others go on')
  t.same([...before], [200, 401], 'and its own until deleting begins')
  t.equal(await send(second, leaving, due), 401)
  t.match(await progressOf(second, leaving), { state: 'deleting', deleted: [] })
  await looksGone(t, second, { leaving, ownKey })
  await second.end('SIGTERM')
  await between(where, async database => {
    t.equal(await recorded(database, leaving), accepted.get(leaving), 'what was answered is there')
  })

  const third = await serverAt(t, place, after(7 * day + 2 * minute))
  await until(async () => (await progressOf(third, leaving))?.deleted.length !== 0)
  await third.end('SIGKILL')
  await between(where, async database => {
    const left = await rowsByTable(database, leaving.controllerId)
    // The embedded database works in the thread of the server, which hears of nothing before it is done.
    if (where.url !== undefined) t.ok(left.has('purposes'), 'it was killed in the midst of it')
  })

  const last = after(7 * day + 4 * minute)
  const fourth = await serverAt(t, place, last)
  const own = new Set<number>()
  const others = new Set<number>()
  await until(async () => {
    own.add(await send(fourth, leaving, last))
    others.add(await send(fourth, busy, last))
    return (await progressOf(fourth, leaving))?.state === 'done'
  })
  t.same([...own, ...others], [401, 200])
  await looksGone(t, fourth, { leaving, ownKey })
  for (const { id } of [leaving, quiet, busy]) t.same(await faultsOf(fourth, id), [])
  await fourth.end('SIGTERM')
  await between(where, async database => {
    const left = await rowsByTable(database, leaving.controllerId)
    t.same(
      [...left.keys()].filter(table => !kept.includes(table)),
      [],
      'nothing else is left of it',
    )
    const of = await rowsByTable(database, quiet.controllerId)
    t.same(withoutTold(of), withoutTold(untouched), 'and all of who stays')
    t.equal(await recorded(database, busy), accepted.get(busy))
  })
}

/** Sealing and telling what is there go on by themselves, whoever leaves. */
function withoutTold(rows: ReadonlyMap<string, string>) {
  const entries = rows.get('audit_entries')?.split(' ')[0]
  return {
    entries,
    rows: [...rows].filter(([table]) => !told.has(table) && !table.startsWith('audit_')),
  }
}

/** Resolves when it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await pause(50)
}

/** Its own key opens nothing, nothing can be made for it, and no list fails over what is still there of it. */
async function looksGone(
  t: Test,
  server: LeavingServer,
  { leaving: { id }, ownKey }: { readonly leaving: Organisation; readonly ownKey: string },
): Promise<void> {
  const answer = async (query: string, key?: string) =>
    await server.graph(query, { id }, key).catch((error: unknown) => String(error))
  t.match(await answer('{ me { role } }', ownKey), '401')
  t.notMatch(JSON.stringify(await answer('{ dataControllers { nodes { id } } }')), id)
  for (const list of lists)
    t.notMatch(await answer(`query($id: ID!) { ${list} }`), /internal|invalid/, list)
  for (const change of changes)
    t.match(await answer(`mutation($id: ID!) { ${change} }`), /not_found/, change)
}

const ofIntegration = 'integration { dataController { name } }'
const lists = [
  'integrations(dataControllerId: $id) { nodes { dataController { name } } }',
  `processingActivities(filter: { dataControllerId: $id }) {
    nodes { ${ofIntegration} delivery { id } dataSubjects { id } } }`,
  `deliveries(filter: { dataControllerId: $id }) { nodes { ${ofIntegration} } }`,
  `dataSubjects(filter: { dataControllerId: $id }) { nodes { identifiers { ${ofIntegration} } } }`,
  'dataSubjectRequests(filter: { dataControllerId: $id }) { nodes { type createdAt } }',
  'purposes(dataControllerId: $id) { nodes { name } }',
  'articleThirtyRecord(dataControllerId: $id, as: CONTROLLER) { generatedAt }',
  'attention(dataControllerId: $id) { kind }',
  'requestStats(dataControllerId: $id) { open }',
  'retention(dataControllerId: $id) { days }',
  'consents(filter: { dataControllerId: $id }) { nodes { channel dataSubject { id } } }',
  'auditLog(filter: { dataControllerId: $id }) { totalCount }',
]
const changes = [
  `addIntegration(input: { dataControllerId: $id, adapter: "stripe", settings: {} }) { webhookUrl }`,
  'createApiKey(input: { dataControllerId: $id, name: "Late", role: dpo }) { apiKey }',
  'rotateDxKey(dataControllerId: $id) { dxKey }',
  'createPurpose(input: { dataControllerId: $id, name: "Late", legalBasis: consent }) { purpose { id } }',
  `createDataSubjectRequest(input: { dataControllerId: $id, type: access,
    identifiers: [{ category: email, value: "jane-1@example.com" }] }) { dueAt }`,
  'placeHold(input: { dataControllerId: $id, basis: legal_claims }) { hold { id } }',
  `addSuppression(input: { dataControllerId: $id, reason: objection,
    identifiers: [{ category: email, value: "jane-1@example.com" }] }) { suppressions { id } }`,
  'offboardDataController(input: { dataControllerId: $id }) { offboarding { state } }',
]

async function faultsOf(server: LeavingServer, id: string): Promise<readonly unknown[]> {
  const { verifyAudit } = await server.graph<{
    verifyAudit: { faults: readonly unknown[]; next: string | null; checked: number; size: number }
  }>(
    'query($id: ID!) { verifyAudit(dataControllerId: $id) { faults { kind } next checked size } }',
    { id },
  )
  return verifyAudit.next === null ? verifyAudit.faults : ['it is longer']
}
