import { encodeId } from '@conduit/core/host'
import { serverId } from '@conduit/db'
import { permissions } from '@conduit/server'
import { graphSchema } from '@conduit/server/graph-schema'
import { test } from 'tap'
import { connectLoyalty, makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { testApp } from './support/test-app.ts'

const roles = ['owner', 'dpo', 'developer', 'auditor'] as const
const nowhere = (kind: 'controller' | 'integration' | 'key' | 'quarantine') =>
  encodeId(kind, serverId, serverId)

/** A call of each query and mutation; those that are allowed find nothing to do. */
const calls: Record<string, string> = {
  me: '{ me { name } }',
  adapters: '{ adapters { name } }',
  dataControllers: '{ dataControllers { totalCount } }',
  integrations: `{ integrations(dataControllerId: "${nowhere('controller')}") { totalCount } }`,
  deliveries: '{ deliveries { totalCount } }',
  quarantine: '{ quarantine { totalCount } }',
  processingActivities: '{ processingActivities { totalCount } }',
  dataSubjects: `{ dataSubjects(filter: { dataControllerId: "${nowhere('controller')}" }) { totalCount } }`,
  auditLog: '{ auditLog { totalCount } }',
  createDataController: 'mutation { createDataController(input: { name: "" }) { dxKey } }',
  rotateDxKey: `mutation { rotateDxKey(dataControllerId: "${nowhere('controller')}", integrationId: "${nowhere('integration')}") { dxKey } }`,
  revokeDxKey: `mutation { revokeDxKey(id: "${nowhere('key')}") { id } }`,
  addIntegration: `mutation { addIntegration(input: { dataControllerId: "${nowhere('controller')}", adapter: "none", settings: {} }) { webhookUrl } }`,
  updateIntegration: `mutation { updateIntegration(input: { id: "${nowhere('integration')}" }) { integration { id } } }`,
  enableIntegration: `mutation { enableIntegration(id: "${nowhere('integration')}") { integration { id } } }`,
  disableIntegration: `mutation { disableIntegration(id: "${nowhere('integration')}") { integration { id } } }`,
  removeIntegration: `mutation { removeIntegration(id: "${nowhere('integration')}") { id } }`,
  testIntegration: `mutation { testIntegration(id: "${nowhere('integration')}") { isRegistered } }`,
  replayQuarantined: 'mutation { replayQuarantined(ids: []) { results { id } } }',
  createApiKey:
    'mutation { createApiKey(input: { name: "x", role: auditor, dataControllerId: "x" }) { id } }',
  revokeApiKey: `mutation { revokeApiKey(id: "${nowhere('key')}") { id } }`,
}

test('every query and mutation has its roles', t => {
  const names = [graphSchema().getQueryType(), graphSchema().getMutationType()].flatMap(type =>
    Object.keys(type?.getFields() ?? {}),
  )
  t.same(names.sort(), Object.keys(permissions).sort())
  t.same(Object.keys(calls).sort(), names.sort())
  t.end()
})

test('who may do what', async t => {
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform())) })
  for (const role of roles) {
    const key = await app.apiKey(role)
    for (const [name, call] of Object.entries(calls)) {
      const { errors } = await app.graph(call, {}, key)
      const isForbidden = errors[0]?.extensions.code === 'forbidden'
      t.equal(isForbidden, !(permissions[name] ?? []).includes(role), `${role}: ${name}`)
    }
  }
})

test('auditors and data protection officers change no integration', t => {
  const changing = Object.keys(calls).filter(name => calls[name]?.startsWith('mutation'))
  t.same(
    changing.filter(name => permissions[name]?.includes('auditor')),
    [],
  )
  t.same(
    changing.filter(name => permissions[name]?.includes('dpo')),
    ['replayQuarantined'],
  )
  t.notOk(permissions.dataSubjects?.includes('developer'))
  t.end()
})

test('a key of one controller sees nothing of another', async t => {
  const app = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform())) })
  const mine = await makeController(app)
  const other = await makeController(app)
  const { id } = await connectLoyalty(app, other.id, {
    shop: 'other',
    webhookSecret: 'long enough',
  })
  const created = await app.graph(
    'mutation($id: ID!) { createApiKey(input: { name: "mine", role: owner, dataControllerId: $id }) { id apiKey } }',
    { id: mine.id },
  )
  const { apiKey, id: keyId } = (
    created.data as never as { createApiKey: { apiKey: string; id: string } }
  ).createApiKey
  const listed = await app.graph(
    '{ me { dataController { id } } dataControllers { totalCount nodes { id } } auditLog { nodes { dataControllerId } } }',
    {},
    apiKey,
  )
  t.match(listed.data, {
    me: { dataController: { id: mine.id } },
    dataControllers: { totalCount: 1, nodes: [{ id: mine.id }] },
  })
  const { nodes } = (
    listed.data as never as { auditLog: { nodes: { dataControllerId: string }[] } }
  ).auditLog
  t.ok(nodes.length > 0 && nodes.every(node => node.dataControllerId === mine.id))
  const refused: [string, string][] = [
    [`{ integrations(dataControllerId: "${other.id}") { totalCount } }`, 'not_found'],
    [`{ deliveries(filter: { dataControllerId: "${other.id}" }) { totalCount } }`, 'not_found'],
    [`{ processingActivities(filter: { integrationId: "${id}" }) { totalCount } }`, 'not_found'],
    [`{ dataSubjects(filter: { dataControllerId: "${other.id}" }) { totalCount } }`, 'not_found'],
    [`mutation { disableIntegration(id: "${id}") { integration { id } } }`, 'not_found'],
    [`mutation { rotateDxKey(dataControllerId: "${other.id}") { dxKey } }`, 'not_found'],
    [
      `mutation { rotateDxKey(dataControllerId: "${mine.id}", integrationId: "${id}") { dxKey } }`,
      'not_found',
    ],
    [`mutation { revokeDxKey(id: "${other.dxKeyId}") { id } }`, 'not_found'],
    ['mutation { createDataController(input: { name: "x" }) { dxKey } }', 'forbidden'],
    ['mutation { createApiKey(input: { name: "x", role: owner }) { apiKey } }', 'forbidden'],
    [
      `mutation { createApiKey(input: { name: "x", role: owner, dataControllerId: "${other.id}" }) { apiKey } }`,
      'not_found',
    ],
  ]
  for (const [query, code] of refused) {
    const { errors } = await app.graph(query, {}, apiKey)
    t.equal(errors[0]?.extensions.code, code, query.slice(0, 60))
  }
  await app.graph('mutation($id: ID!) { revokeApiKey(id: $id) { id } }', { id: keyId })
  t.equal((await app.graph('{ me { name } }', {}, apiKey)).status, 401)
})
