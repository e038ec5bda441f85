import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { encodeId } from '@conduit/core/host'
import { keepHouse } from '@conduit/server'
import { parse } from 'csv-parse/sync'
import { type Test, test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import { rowsOf } from './support/rows-of.ts'
import { testApp } from './support/test-app.ts'

const ada = { id: 'Member:7', email: 'ada@example.com' }

/** A tenant with a connection that brought one member. */
async function prepared(t: Test) {
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform())) })
  const { id: dataControllerId, did } = await makeController(app)
  const settings = { shop: 'one', webhookSecret: 'long enough' }
  const { id: integrationId, path } = await connectLoyalty(app, dataControllerId, settings)
  const payload = { id: 'call one', member: ada }
  await app.http.inject({ method: 'POST', url: path, payload })
  const dpo = await app.apiKey('dpo')
  const query = <T>(document: string, variables: object = {}) =>
    ask<T>(app, document, { dataControllerId, ...variables }, dpo)
  const declare = (input: object) =>
    query<{ updateProcessingEntry: { entry: { id: string; version: number } } }>(
      `mutation($input: UpdateProcessingEntryInput!) {
        updateProcessingEntry(input: $input) { entry { id version name purposes } } }`,
      { input: { dataControllerId, ...input } },
    )
  return { app, dataControllerId, did, integrationId, query, declare, dpo }
}

test('periods are set, shown and taken back', async t => {
  const { app, dataControllerId, integrationId, query, dpo } = await prepared(t)
  const set = `mutation($input: SetRetentionInput!) {
    setRetention(input: $input) { retention { integration { id } category days } } }`
  const input = { dataControllerId, category: 'email' }
  await query(set, { input: { ...input, days: 30 } })
  await query(set, { input: { dataControllerId, integrationId, days: 365 } })
  const shown =
    'query($dataControllerId: ID!) { retention(dataControllerId: $dataControllerId) { integration { id } category days } }'
  t.same(await query(shown), {
    retention: [
      { integration: null, category: 'email', days: 30 },
      { integration: { id: integrationId }, category: null, days: 365 },
    ],
  })
  t.match(await query(set, { input: { ...input, days: null } }), {
    setRetention: { retention: [{ category: null }] },
  })
  const refused = await app.graph(set, { input: { ...input, days: 0 } }, dpo)
  t.match(refused.errors, [{ extensions: { code: 'invalid', errors: [{ pointer: '/days' }] } }])
})

test('the daily job goes by them, and leaves everything where the clock has jumped', async t => {
  const { app, dataControllerId, query } = await prepared(t)
  await query(
    'mutation($input: SetRetentionInput!) { setRetention(input: $input) { __typename } }',
    {
      input: { dataControllerId, days: 1 },
    },
  )
  const swept = async () => {
    const text = `query($dataControllerId: ID!) { auditLog(filter: {
      dataControllerId: $dataControllerId, action: "retention.swept" }) { totalCount } }`
    const { auditLog } = await query<{ auditLog: { totalCount: number } }>(text)
    return auditLog.totalCount
  }
  await keepHouse(app.services)
  t.equal(await swept(), 1)
  await rowsOf(app, "update sweep_marks set swept_at = swept_at - interval '90 days'")
  await keepHouse(app.services)
  t.equal(await swept(), 1)
})

test('holds are placed, listed with their person, and released', async t => {
  const { app, dataControllerId, integrationId, query, dpo } = await prepared(t)
  const people =
    'query($dataControllerId: ID!) { dataSubjects(filter: { dataControllerId: $dataControllerId }) { nodes { id holds { id basisIri } } } }'
  type People = { dataSubjects: { nodes: { id: string; holds: { basisIri: string }[] }[] } }
  const found = await query<People>(people)
  const dataSubjectId = found.dataSubjects.nodes[0]?.id
  const place = `mutation($input: PlaceHoldInput!) { placeHold(input: $input) {
    hold { id isActive basis reference dataSubjectId integration { id } placedBy releasedAt } } }`
  type Placed = { placeHold: { hold: { id: string } } }
  const basis = { dataControllerId, basis: 'legal_claims' }
  const { placeHold } = await query<Placed>(place, {
    input: { ...basis, dataSubjectId, reference: 'matter 7' },
  })
  t.match(placeHold.hold, {
    ...{ isActive: true, basis: 'legal_claims', reference: 'matter 7', dataSubjectId },
    ...{ integration: null, placedBy: /^key_/, releasedAt: null },
  })
  await query(place, { input: { ...basis, integrationId, startsAt: '2126-01-01T00:00:00Z' } })
  t.match(await query(people), {
    dataSubjects: {
      nodes: [
        { holds: [{ basisIri: 'https://w3id.org/dpv/legal/eu/gdpr#JustificationA17LegalClaims' }] },
      ],
    },
  })
  const count = async (isActive: boolean) => {
    const text = `query($dataControllerId: ID!, $isActive: Boolean) {
      holds(dataControllerId: $dataControllerId, isActive: $isActive) { totalCount } }`
    const { holds } = await query<{ holds: { totalCount: number } }>(text, { isActive })
    return holds.totalCount
  }
  t.same([await count(true), await count(false)], [1, 1], 'one has yet to begin')
  const release = 'mutation($id: ID!) { releaseHold(id: $id) { hold { isActive releasedBy } } }'
  t.match(await query(release, { id: placeHold.hold.id }), {
    releaseHold: { hold: { isActive: false, releasedBy: /^key_/ } },
  })
  t.same([await count(true), await count(false)], [0, 2])
  const again = await app.graph(release, { id: placeHold.hold.id }, dpo)
  t.match(again.errors, [{ extensions: { code: 'conflict' } }])
})

const everything = {
  ...{ name: '=1+1', purposes: ['+orders', 'billing'], legalBasis: 'contract' },
  ...{ specialBasis: 'legal_claims', categories: ['email', 'special_category', 'phone'] },
  ...{ subjectKinds: ['customers'], recipients: ['@mailer', '-bank'], retention: '10 years' },
  transfers: [
    { country: 'US', recipient: 'Example Inc', safeguard: 'standard_contractual_clauses' },
  ],
  ...{ securityMeasures: ['encryption'], contact: 'privacy@example.com' },
  ...{ representative: 'Example SAS', dpoContact: 'dpo@example.com' },
  ...{ jointControllers: ['Example GmbH'], clients: ['Example Shop'] },
  dpiaUrl: 'https://example.com/dpia',
}

const recordQuery = `query($dataControllerId: ID!, $as: RecordRole!) {
  articleThirtyRecord(dataControllerId: $dataControllerId, as: $as) {
    csv jsonLd undeclared { integration { id } categories { category } }
    entries { declared { id name version } observed { meaning activities } drift { kind category integration { id } } }
  } }`

interface Article {
  readonly articleThirtyRecord: {
    readonly csv: string
    readonly jsonLd: object
    readonly entries: readonly unknown[]
    readonly undeclared: readonly unknown[]
  }
}

test('the record of processing tells what is declared beside what is seen', async t => {
  const { did, integrationId, query, declare } = await prepared(t)
  const record = async (as = 'CONTROLLER') =>
    (await query<Article>(recordQuery, { as })).articleThirtyRecord
  const bare = await record()
  t.match(bare, { entries: [], undeclared: [{ integration: { id: integrationId } }] })
  t.match(parse(bare.csv, { bom: true, columns: true }), [
    { Reference: '', Platforms: 'loyalty', Seen: 'account id; email', Differences: /no entry/ },
  ])
  const made = await declare({ ...everything, integrationIds: [integrationId] })
  const { id } = made.updateProcessingEntry.entry
  const { entries, csv } = await record()
  t.match(entries, [
    {
      declared: { id, version: 1 },
      observed: [{ meaning: 'subject.updated', activities: 1 }],
      drift: [
        { kind: 'seen_not_declared', category: 'account_id', integration: { id: integrationId } },
        { kind: 'declared_not_seen', category: 'special_category', integration: null },
        { kind: 'declared_not_seen', category: 'phone' },
      ],
    },
  ])
  t.ok(csv.startsWith('\ufeffReference,Name of the processing,'))
  const [row] = parse(csv, { bom: true, columns: true }) as Readonly<Record<string, string>>[]
  t.match(row, {
    Reference: id,
    'Name of the processing': "'=1+1",
    Controller: `Example Ltd (${did})`,
    'Sensitive data': 'yes: legal claims',
    'Transfers outside the EU': 'US, Example Inc, standard contractual clauses',
    Seen: 'account id; email',
    Platforms: 'loyalty',
  })
  for (const cell of Object.values(row ?? {})) t.notMatch(cell, /^[=+\-@\t\r]/)

  t.match(await declare({ id, purposes: null, retention: null }), {
    updateProcessingEntry: { entry: { version: 2, name: '=1+1', purposes: [] } },
  })
  await declare({ name: 'For others', as: 'PROCESSOR', clients: ['Example Shop'] })
  const processor = await record('PROCESSOR')
  t.equal(processor.entries.length, 1)
  t.match(processor.csv, /On behalf of/)
  const log = `query($dataControllerId: ID!) { auditLog(filter: {
    dataControllerId: $dataControllerId, action: "record.exported" }) { totalCount nodes { details } } }`
  t.match(await query(log), { auditLog: { nodes: [{ details: { result: /csv|jsonld/ } }] } })
})

test('each export of a query is noted once, and there is an end of them', async t => {
  const { app, query, dataControllerId, dpo } = await prepared(t)
  const ask = (fields: string) =>
    app.graph(
      `query($id: ID!) { articleThirtyRecord(dataControllerId: $id, as: CONTROLLER) { ${fields} } }`,
      { id: dataControllerId },
      dpo,
    )
  const aliases = (count: number) =>
    Array.from({ length: count }, (_, index) => `of${index}: csv`).join(' ')
  t.ok((await ask(aliases(600))).errors.length > 0)
  t.same((await ask(aliases(2))).errors, [])
  const log = `query($dataControllerId: ID!) { auditLog(filter: {
    dataControllerId: $dataControllerId, action: "record.exported" }) { totalCount } }`
  t.same(await query(log), { auditLog: { totalCount: 1 } })
})

test('nothing is said of a controller that there is not', async t => {
  const { app } = await prepared(t)
  const madeUp = randomUUID()
  const dataControllerId = encodeId('controller', madeUp, madeUp)
  const fields = {
    SetRetention: { days: 1 },
    PlaceHold: { basis: 'legal_claims' },
    UpdateProcessingEntry: { name: 'Orders' },
    CreatePurpose: { name: 'news', legalBasis: 'consent' },
  }
  for (const [name, input] of Object.entries(fields)) {
    const field = `${name[0]?.toLowerCase()}${name.slice(1)}`
    const text = `mutation($input: ${name}Input!) { ${field}(input: $input) { __typename } }`
    const { errors } = await app.graph(text, { input: { dataControllerId, ...input } })
    t.match(errors, [{ extensions: { code: 'not_found' } }], name)
  }
})

test('a day that there is not is no moment', async t => {
  const { app, dataControllerId, dpo } = await prepared(t)
  const text = `mutation($input: PlaceHoldInput!) { placeHold(input: $input) { hold { endsAt } } }`
  const place = (endsAt: string) =>
    app.graph(text, { input: { dataControllerId, basis: 'legal_claims', endsAt } }, dpo)
  for (const wrong of ['2127-02-30T00:00:00Z', '2127-04-31T12:00:00+02:00', '1969-12-31T23:59:59Z'])
    t.match((await place(wrong)).errors, [{ message: /invalid value/ }], wrong)
  t.match(await place('2128-02-29T23:30:00-05:00'), {
    data: { placeHold: { hold: { endsAt: '2128-03-01T04:30:00.000Z' } } },
  })
})

/** Names that a document uses: its types, properties and the things that it points at. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === '@context') return []
    if (key === '@type' || key === '@id') return [inner].flat().map(String)
    return [key, ...namesIn(inner)]
  })
}

const vocabulary = new URL('../../../../packages/privacy/vocabularies/dpv-2.3.txt', import.meta.url)

test('the record as JSON-LD uses nothing but terms that there are', async t => {
  const { did, integrationId, query, declare } = await prepared(t)
  await declare({ ...everything, integrationIds: [integrationId] })
  await declare({ ...everything, as: 'PROCESSOR' })
  const known = new Set(readFileSync(vocabulary, 'utf8').split('\n'))
  for (const as of ['CONTROLLER', 'PROCESSOR']) {
    const { jsonLd } = (await query<Article>(recordQuery, { as })).articleThirtyRecord
    const prefixes = Reflect.get(jsonLd, '@context') as Readonly<Record<string, string>>
    const unknown = new Set(namesIn(jsonLd)).values()
    const faults = [...unknown].filter(name => {
      const [prefix = '', rest = ''] = name.split(/:(.*)/)
      const iri = prefixes[prefix] === undefined ? name : `${prefixes[prefix]}${rest}`
      if (iri.startsWith('http://purl.org/dc/terms/')) return !dublinCore.has(rest)
      return !known.has(iri) && !iri.startsWith(`${did}`) && iri !== everything.dpiaUrl
    })
    t.same(faults, [], as)
    const used = namesIn(jsonLd)
    for (const term of ['dpv:ROPA', 'pd:EmailAddress', 'eu-gdpr:A6-1-b', 'eu-gdpr:A46-2-c'])
      t.ok(used.includes(term), term)
  }
})

/** @see https://www.dublincore.org/specifications/dublin-core/dcmi-terms/ */
const dublinCore = new Set([
  ...['created', 'description', 'hasPart', 'identifier', 'modified', 'temporal', 'title'],
])
