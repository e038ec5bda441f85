import { decodeId, encodeId } from '@conduit/core/host'
import { serverId } from '@conduit/db'
import { permissions, readIntegration } from '@conduit/server'
import type { GraphQLSchema } from 'graphql'
import { type Test, test } from 'tap'
import { connectLoyalty, type MadeController, makeController } from './support/controllers.ts'
import { expectedOfStrangers, expectedRoles } from './support/expected-roles.ts'
import { loaded, loyaltyAdapter } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import {
  allOf,
  callingProbes,
  callOf,
  coordinatesOf,
  fieldsOf,
  introspect,
  type Probe,
  type Route,
  readingProbe,
  routesFrom,
  stepsOf,
  typeAt,
  type Values,
} from './support/probe.ts'
import { rowsOf } from './support/rows-of.ts'
import { stripeSettings } from './support/stripe.ts'
import { bundled, type GraphAnswer, type TestApp, testApp } from './support/test-app.ts'

const roles = ['owner', 'dpo', 'developer', 'auditor'] as const
type Role = (typeof roles)[number]

const jane = { id: 'Member:7', email: 'jane@example.com' }
type Kind = 'controller' | 'integration' | 'key' | 'quarantine' | 'subject' | 'purpose' | 'mapping'
const nowhere = (kind: Kind) => encodeId(kind, serverId, serverId)

/** What needs no thing of anybody's. */
const harmless: Values = {
  first: 5,
  after: Buffer.from(`${serverId} 0`).toString('base64url'),
  since: '2026-01-01T00:00:00Z',
  until: '2027-01-01T00:00:00Z',
  overlapUntil: '2026-11-01T13:00:00Z',
  meaning: 'subject.updated',
  eventId: 'one',
  action: 'integration.created',
  category: 'email',
  value: jane.email,
  name: '',
  account: 'probed',
  label: 'Loyalty',
  adapter: 'loyalty',
  settings: {},
  phoneRegion: 'US',
  did: 'did:dep:0',
  dxKey: 'short',
  purpose: 'Newsletter',
  channel: 'post',
  platformPurpose: 'probed',
  isEssential: false,
  notice: 'https://example.com/privacy',
  language: 'en',
  jurisdiction: 'US',
  recipients: ['Example Mailings Ltd'],
  retention: 'P2Y',
  withdrawalMethod: 'a link in each message',
  legalBasis: 'consent',
  state: 'granted',
  at: '2026-10-01T00:00:00Z',
  method: 'paper',
  givenThrough: 'a form',
  isDryRun: false,
  recording: 'none',
  body: '{}',
}

test('every field, argument and member of an input has one answer written by hand', async t => {
  const app = await testApp(t)
  const found = coordinatesOf(await introspect(app))
  t.same([...found].sort(), [...expectedRoles.keys()].sort())
})

test('every line of the table names a part of the schema', async t => {
  const schema = await introspect(await testApp(t))
  const known = new Set([...coordinatesOf(schema), ...Object.keys(schema.getTypeMap())])
  t.same(
    Object.keys(permissions).filter(line => !known.has(line)),
    [],
  )
})

test('roles', async t => {
  const { app, schema, mine, stripe, keyOf, strangerKeyOf } = await prepared(t)
  await t.test('who may read what, over every way that leads to it', async t => {
    const reached = new Set<string>()
    for (const role of roles) {
      for (const route of queriesOf(schema).flatMap(routesFrom)) {
        if (!isExpected(role, rootOf(route), ...stepsOf(route))) continue
        const type = typeAt(route)
        if (type === null) continue
        const open: string[] = []
        for (const field of fieldsOf(type)) {
          const isObject = typeAt([field]) !== null
          if (isExpected(role, `${type.name}.${field.name}`)) {
            if (!isObject) open.push(field.name)
            continue
          }
          const selection = isObject ? `${field.name} { __typename }` : field.name
          const refused = await send(app, readingProbe(route, [selection], mine), keyOf(role))
          t.same(codesOf(refused), ['forbidden'], `${role}: ${nameOf(route)}.${field.name}`)
        }
        const probe = readingProbe(route, ['__typename', ...open], mine)
        const answer = await send(app, probe, keyOf(role))
        t.same(answer.errors, [], `${role}: ${nameOf(route)} { ${open.join(' ')} }`)
        if (JSON.stringify(answer.data).includes(`"__typename":"${type.name}"`))
          reached.add(`${role}: ${nameOf(route)}`)
        else t.fail(`${role}: nothing is at the end of ${nameOf(route)}`)
        await assertNothingOfOurs(t, app, probe, strangerKeyOf(role), mine, nameOf(route))
      }
    }
    t.ok(reached.has('developer: processingActivities.edges.node.delivery.integration.lastFetch'))
    t.notOk(
      [...reached].some(name => name.startsWith('developer') && name.includes('dataSubjects')),
    )
  })

  await t.test('who may ask with what', async t => {
    for (const root of queriesOf(schema)) {
      for (const probe of callingProbes('query', root, mine)) {
        for (const role of roles) {
          const name = `${role}: ${root.name} by ${probe.coordinate}`
          const isOpen = isExpected(role, `Query.${root.name}`, probe.coordinate)
          const answer = await send(app, probe, keyOf(role))
          t.same(codesOf(answer), isOpen ? [] : ['forbidden'], name)
          const expected = strangersAnswer(`Query.${root.name}`, probe)
          const other = await send(app, probe, strangerKeyOf(role))
          t.same(codesOf(other), isOpen ? expected : ['forbidden'], `another tenant's ${name}`)
        }
      }
    }
  })

  await t.test('who may do what', async t => {
    const keys = new Map(
      await Promise.all(roles.map(async role => [role, await app.apiKey(role)] as const)),
    )
    for (const root of mutationsOf(schema)) {
      const nobodys = callingProbes('mutation', root, { ...nothings, ...idOf(root.name, nothings) })
      const ours = callingProbes('mutation', root, { ...mine, ...idOf(root.name, mine) })
      for (const role of roles) {
        const isOpen = (probe: Probe) => isExpected(role, `Mutation.${root.name}`, probe.coordinate)
        for (const probe of nobodys) {
          const isForbidden = codesOf(await send(app, probe, keys.get(role))).includes('forbidden')
          t.equal(isForbidden, !isOpen(probe), `${role}: ${root.name} by ${probe.coordinate}`)
        }
        for (const probe of ours) {
          const answer = await send(app, probe, strangerKeyOf(role))
          const expected = strangersAnswer(`Mutation.${root.name}`, probe)
          const name = `another tenant's ${role}: ${root.name} by ${probe.coordinate}`
          t.same(codesOf(answer), isOpen(probe) ? expected : ['forbidden'], name)
        }
      }
    }
  })

  await t.test('whoever may do something may read all that it answers', async t => {
    const mutations = new Map(mutationsOf(schema).map(each => [each.name, each]))
    const done = new Set<string>()
    for (const role of roles) {
      const key = await app.apiKey(role)
      const act = async <T>(name: string, values: Values, given: Values = {}): Promise<T> => {
        const root = mutations.get(name)
        const type = root === undefined ? null : typeAt([root])
        if (root === undefined || type === null) throw new Error(`no mutation ${name}`)
        const call = callOf('mutation', root, allOf(type), { ...harmless, ...values }, given)
        const { data, errors } = await app.graph(call.query, call.variables, key)
        t.same(errors, [], `${role}: ${name}`)
        done.add(name)
        return (data as never as Record<string, T>)[name] as T
      }
      if (isExpected(role, 'Mutation.addIntegration')) {
        const settings = { shop: `acts${role}`, apiKey: 'long enough' }
        const { dataControllerId } = mine
        const { integration } = await act<{ integration: { id: string } }>('addIntegration', {
          ...mine,
          settings,
        })
        const { id } = integration
        await act('updateIntegration', { id })
        await act('disableIntegration', { id })
        await act('enableIntegration', { id })
        const { dxKeyId } = await act<{ dxKeyId: string }>(
          'rotateDxKey',
          { dataControllerId },
          { integrationId: id },
        )
        await act('revokeDxKey', { id: dxKeyId })
        await act('removeIntegration', { id })
        await act('testIntegration', { id: stripe })
      }
      if (isExpected(role, 'Mutation.recordConsent')) {
        const { purpose } = await act<{ purpose: { id: string } }>('createPurpose', {
          ...mine,
          name: `Of ${role}`,
        })
        await act('updatePurpose', { id: purpose.id, name: `Own of ${role}` })
        const { mapping } = await act<{ mapping: { id: string } }>('mapPurpose', {
          purposeId: purpose.id,
        })
        await act('unmapPurpose', { id: mapping.id })
        await act('recordConsent', { ...mine, purposeId: purpose.id })
        await act('importConsents', mine)
      }
      if (isExpected(role, 'Mutation.replayQuarantined'))
        await act('replayQuarantined', { ids: mine.ids })
      if (isExpected(role, 'Mutation.approveAccount'))
        await act('approveAccount', { integrationId: mine.integrationId })
      if (isExpected(role, 'Mutation.createApiKey')) {
        await act('createDataController', { name: 'Example Ltd' })
        const { id } = await act<{ id: string }>('createApiKey', {
          name: 'another',
          role: 'auditor',
        })
        await act('revokeApiKey', { id })
      }
    }
    t.same([...done].sort(), [...mutations.keys()].sort())
  })

  await t.test('null asks for nothing, and a list is looked into', async t => {
    const query =
      'query($filter: ProcessingActivityFilter) { processingActivities(filter: $filter) { totalCount } }'
    const by = async (dataSubjectId: string | null) =>
      codesOf(await app.graph(query, { filter: { dataSubjectId } }, keyOf('developer')))
    t.same(await by(null), [])
    t.same(await by(nowhere('subject')), ['forbidden'])
    const inline = `{ processingActivities(filter: { dataSubjectId: "${nowhere('subject')}" }) { totalCount } }`
    t.same(codesOf(await app.graph(inline, {}, keyOf('developer'))), ['forbidden'])
  })

  await t.test('a refusal of a field that may be null leaves the rest', async t => {
    const query =
      '{ processingActivities(first: 1) { nodes { eventType fields { category person } } } }'
    const { data, errors } = await app.graph(query, {}, keyOf('developer'))
    t.match(data, {
      processingActivities: { nodes: [{ eventType: 'member', fields: [{ person: null }, {}] }] },
    })
    t.match(errors, [
      { message: 'This key may not do that.', extensions: { code: 'forbidden' } },
      {},
    ])
  })
})

test('a key that was revoked opens nothing', async t => {
  const app = await testApp(t)
  const { createApiKey } = await ask<{ createApiKey: { id: string; apiKey: string } }>(
    app,
    'mutation { createApiKey(input: { name: "x", role: owner }) { id apiKey } }',
    {},
  )
  const { id, apiKey } = createApiKey
  t.equal((await app.graph('{ me { name } }', {}, apiKey)).status, 200)
  await app.graph('mutation($id: ID!) { revokeApiKey(id: $id) { id } }', { id })
  t.equal((await app.graph('{ me { name } }', {}, apiKey)).status, 401)
})

/** Ids of nothing. */
const nothings: Values = {
  ...harmless,
  dataControllerId: nowhere('controller'),
  integrationId: nowhere('integration'),
  keyId: nowhere('key'),
  dxKeyId: nowhere('key'),
  purposeId: nowhere('purpose'),
  mappingId: nowhere('mapping'),
  dataSubjectId: nowhere('subject'),
  ids: [nowhere('quarantine')],
}

/** What the argument `id` of a mutation names. */
function idOf(name: string, values: Values): Values {
  const { integrationId, keyId, dxKeyId, purposeId, mappingId } = values
  if (name === 'updatePurpose') return { id: purposeId }
  if (name === 'unmapPurpose') return { id: mappingId }
  if (name === 'revokeApiKey') return { id: keyId }
  return { id: name === 'revokeDxKey' ? dxKeyId : integrationId }
}

/** What Jane says of consent: one name that will be mapped, and two that nothing maps. */
const says = [
  ['email', 'newsletter'],
  ['email', 'offers'],
  ['sms', 'offers'],
].map(([channel, purpose]) => ({ channel, purpose, state: 'granted' }))

/** A server with a tenant of whom everything is on record, and another of whom nothing is. */
async function prepared(t: Test) {
  const platform = { read: async () => [{ ...jane, id: 'two' }], readings: 0 }
  const { adapters } = await bundled(['stripe'])
  const own = loaded(loyaltyAdapter(platform))
  const app = await testApp(t, {
    adapters: { ...own, adapters: [...own.adapters, ...adapters] },
    rateLimit: { max: 1_000_000, windowMilliseconds: 60_000 },
  })
  const controller = await makeController(app)
  const other = await makeController(app)
  const { id, path } = await connectLoyalty(app, controller.id, {
    shop: 'probed',
    webhookSecret: 'long enough',
  })
  for (const payload of [{ id: 'one', member: jane, says }, { id: 'two' }, { id: 'bug' }])
    await app.http.inject({ method: 'POST', url: path, payload })
  const ref = decodeId('integration', id)
  if (ref === null) throw new Error('no such integration')
  await readIntegration(app.services, { ...ref, poll: false })
  await rowsOf(app, "update integrations set last_setup_at = now(), last_setup_outcome = 'ok'")
  const stripe = await addStripe(app, controller)
  const purpose = await addPurpose(app, controller, id)
  const keys = new Map<string, string>()
  for (const { id: controllerId } of [controller, other]) {
    const bound = decodeId('controller', controllerId)?.controllerId
    for (const role of roles) keys.set(`${role} ${controllerId}`, await app.apiKey(role, bound))
  }
  const key = (role: Role, { id: of }: MadeController) => {
    const found = keys.get(`${role} ${of}`)
    if (found === undefined) throw new Error('no such key')
    return found
  }
  return {
    app,
    stripe,
    schema: await introspect(app),
    mine: { ...(await valuesOf(app, controller, id, key('owner', controller))), ...purpose },
    keyOf: (role: Role) => key(role, controller),
    strangerKeyOf: (role: Role) => key(role, other),
  }
}

/** A purpose that an integration names in its own way, and that e-mail has by default. */
async function addPurpose(
  app: TestApp,
  { id: dataControllerId }: MadeController,
  integrationId: string,
): Promise<Values> {
  const { createPurpose } = await ask<{ createPurpose: { purpose: { id: string } } }>(
    app,
    'mutation($input: CreatePurposeInput!) { createPurpose(input: $input) { purpose { id } } }',
    { input: { dataControllerId, name: 'Newsletter', legalBasis: 'consent' } },
  )
  const purposeId = createPurpose.purpose.id
  const map = async (from: object) => {
    const { mapPurpose } = await ask<{ mapPurpose: { mapping: { id: string } } }>(
      app,
      'mutation($input: MapPurposeInput!) { mapPurpose(input: $input) { mapping { id } } }',
      { input: { purposeId, channel: 'email', ...from } },
    )
    return mapPurpose.mapping.id
  }
  const mappingId = await map({ integrationId, platformPurpose: 'newsletter' })
  await map({})
  return { purposeId, mappingId }
}

async function addStripe(app: TestApp, controller: MadeController): Promise<string> {
  const input = { dataControllerId: controller.id, adapter: 'stripe', settings: stripeSettings }
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    { input },
  )
  return addIntegration.integration.id
}

/** What arguments that name something name of a tenant. */
async function valuesOf(
  app: TestApp,
  controller: MadeController,
  integrationId: string,
  key: string,
): Promise<Values> {
  const query = `query($id: ID!) {
    me { id } quarantine(filter: { dataControllerId: $id }) { nodes { id } }
    dataSubjects(filter: { dataControllerId: $id }) { nodes { id } }
    deliveries(filter: { dataControllerId: $id }) { nodes { id } } }`
  const { data } = await app.graph(query, { id: controller.id }, key)
  type Nodes = { readonly nodes: readonly { readonly id: string }[] }
  const { me, ...lists } = data as never as { me: { id: string } } & Record<string, Nodes>
  const idsOf = (name: string) => (lists[name]?.nodes ?? []).map(node => node.id)
  return {
    ...harmless,
    dataControllerId: controller.id,
    integrationId,
    keyId: me.id,
    dxKeyId: controller.dxKeyId,
    ids: idsOf('quarantine'),
    deliveryId: idsOf('deliveries')[0],
    dataSubjectId: idsOf('dataSubjects')[0],
  }
}

/** Another tenant is told nothing of ours, nor how much there is of it. */
async function assertNothingOfOurs(
  t: Test,
  app: TestApp,
  probe: Probe,
  key: string,
  { dataControllerId }: Values,
  name: string,
): Promise<void> {
  const { data } = await send(app, probe, key)
  const text = JSON.stringify(data)
  // Every id begins with its kind and its controller.
  t.notMatch(text, String(dataControllerId).slice('ctl'.length, 'ctl'.length + 21), name)
  t.notMatch(text, /probed|"eventType"/, name)
}

async function send(app: TestApp, { query, variables }: Probe, key?: string): Promise<GraphAnswer> {
  const answer = await app.graph(query, variables, key)
  if (answer.status !== 200) throw new Error(`status ${answer.status}`)
  return answer
}

/** How a call of another tenant ends that names what it names. */
function strangersAnswer(root: string, { coordinate }: Probe): readonly string[] {
  const code = expectedOfStrangers[coordinate] ?? expectedOfStrangers[root]
  return code === undefined ? [] : [code]
}

function codesOf({ errors }: GraphAnswer): readonly string[] {
  return [...new Set(errors.map(({ extensions }) => extensions.code))]
}

function isExpected(role: Role, ...coordinates: readonly string[]): boolean {
  return coordinates.every(coordinate => expectedRoles.get(coordinate)?.includes(role) === true)
}

function queriesOf(schema: GraphQLSchema) {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
}

function mutationsOf(schema: GraphQLSchema) {
  return Object.values(schema.getMutationType()?.getFields() ?? {})
}

function rootOf([root]: Route): string {
  return `Query.${root?.name}`
}

function nameOf(route: Route): string {
  return route.map(({ name }) => name).join('.')
}
