import { defineAdapter, didAndKey, json } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { readIntegration } from '@conduit/server'
import { Type } from '@sinclair/typebox'
import { test } from 'tap'
import { type MadeController, makeController } from './support/controllers.ts'
import { guides } from './support/guides.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const canary = 'jane@example.com'
const failing = new Set<string>()

/** Fails in what is named. */
function now<T>(method: string, answer: T): T {
  if (failing.has(method)) throw new TypeError(`cannot read ${canary}`)
  return answer
}

const faulty = defineAdapter({
  name: 'faulty',
  title: 'Faulty',
  settings: Type.Object({ shop: Type.String() }, { additionalProperties: false }),
  endpoint: { formats: [json()], payload: Type.Object({ id: Type.String() }) },
  tables: { events: [{ type: '*', meaning: 'processing' }], pii: [] },
  authenticate: didAndKey(),
  verifySignature: () => now('verifySignature', 'unsigned' as const),
  parseEvent: ({ payload: { id } }) =>
    now('parseEvent', {
      deliveryId: id,
      events: [
        {
          type: 'a',
          meaning: 'processing',
          occurredAt: null,
          id,
          account: 'one',
          path: '',
          data: {},
        },
      ],
    }),
  reply: () => now('reply', { text: 'thank you' }),
  accounts: ({ shop }) => now('accounts', [shop]),
  hosts: () => now('hosts', ['api.example.com']),
  rows: () => now('rows', []),
  check: () => now('check', []),
  pollEvery: () => now('pollEvery', 60),
  async *poll() {
    now('poll', null)
    yield { events: [] }
  },
  guides,
})

async function add(app: TestApp, { id }: MadeController, adapter: string, settings: object) {
  const { data, errors } = await app.graph(
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } webhookUrl } }',
    { input: { dataControllerId: id, adapter, settings } },
  )
  if (data === null) return { errors, integrationId: '', path: '' }
  const { integration, webhookUrl } = (
    data as never as { addIntegration: { integration: { id: string }; webhookUrl: string } }
  ).addIntegration
  return { errors, integrationId: integration.id, path: webhookUrl.replace(/^https:..[^/]+/, '') }
}

test('whatever an adapter throws, the server and its other adapters go on', async t => {
  const healthy = loyaltyAdapter(quietPlatform())
  const app = await testApp(t, { adapters: loaded(faulty as never, healthy) })
  const controller = await makeController(app)
  const { integrationId, path } = await add(app, controller, 'faulty', { shop: 'one' })
  const neighbour = await add(app, controller, 'loyalty', {
    shop: 'other',
    apiKey: 'long enough',
    webhookSecret: 'long enough',
  })
  let count = 0
  const send = (to = path) =>
    app.http.inject({ method: 'POST', url: to, payload: { id: `d${count++}` } })
  const others = async () => {
    t.equal((await app.http.inject('/health/live')).statusCode, 200)
    t.equal((await send(neighbour.path)).statusCode, 200)
  }
  const quarantined = async () => {
    const { data } = await app.graph(
      'query($filter: QuarantineFilter) { quarantine(filter: $filter) { nodes { step reason } } }',
      { filter: { dataControllerId: controller.id } },
    )
    return (data as never as { quarantine: { nodes: { step: string; reason: string }[] } })
      .quarantine.nodes
  }
  t.equal((await send()).body, 'thank you')

  for (const [method, step] of [
    ['parseEvent', 'parse'],
    ['rows', 'extract'],
    ['accounts', 'parse'],
  ] as const) {
    await t.test(
      `${method} throws: of an unsigned call only that is kept, and it comes again`,
      async t => {
        // What an adapter said of an integration is remembered until that is changed.
        await app.graph(
          'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { id } } }',
          { input: { id: integrationId, settings: { shop: 'one' } } },
        )
        failing.add(method)
        const before = (await quarantined()).length
        const reply = await send()
        t.equal(reply.statusCode, 503)
        t.ok(reply.headers['retry-after'])
        const [newest, ...older] = await quarantined()
        t.equal(older.length, before)
        t.match(newest, { step, reason: 'TypeError' })
        failing.delete(method)
        await others()
      },
    )
  }

  await t.test('verifySignature throws: 503', async t => {
    failing.add('verifySignature')
    const reply = await send()
    t.equal(reply.statusCode, 503)
    t.ok(reply.headers['retry-after'])
    failing.delete('verifySignature')
    await others()
  })

  await t.test('reply throws: the usual body', async t => {
    failing.add('reply')
    t.match((await send()).json(), { status: 'success' })
    failing.delete('reply')
    await others()
  })

  await t.test('hosts, poll and pollEvery throw: read again later', async t => {
    const ref = decodeId('integration', integrationId)
    if (ref === null) throw new Error('not an id')
    const job = { ...ref, poll: true }
    for (const method of ['hosts', 'poll', 'pollEvery']) {
      failing.add(method)
      t.equal(await readIntegration(app.services, job), null, method)
      failing.delete(method)
    }
    await others()
  })

  await t.test('accounts, check and pollEvery throw: nothing is added', async t => {
    for (const method of ['accounts', 'check', 'pollEvery']) {
      failing.add(method)
      const { errors } = await add(app, controller, 'faulty', { shop: method.toLowerCase() })
      t.match(errors, [{ extensions: { code: 'internal' } }], method)
      failing.delete(method)
    }
    const { data } = await app.graph(
      'query($id: ID!) { integrations(dataControllerId: $id) { totalCount } }',
      { id: controller.id },
    )
    t.match(data, { integrations: { totalCount: 2 } })
    await others()
  })

  t.notMatch(app.log.text(), canary)
  const failures = app.log.lines().filter(({ msg }) => msg === 'the adapter failed')
  const steps = new Set(failures.map(({ step }) => step))
  t.same([...steps].sort(), ['extract', 'fetch', 'parse', 'poll', 'reply', 'verify'])
})
