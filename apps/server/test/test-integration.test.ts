import { test } from 'tap'
import { makeController } from './support/controllers.ts'
import { loaded, loyaltyAdapter, quietPlatform } from './support/loyalty.ts'
import { ask } from './support/over-http.ts'
import { connectStripe } from './support/stripe.ts'
import { type TestApp, testApp } from './support/test-app.ts'

interface Tried {
  readonly isRegistered: boolean | null
  readonly sample: {
    readonly recording: string
    readonly status: number
    readonly reason: string | null
    readonly verification: string | null
    readonly events: readonly {
      readonly eventType: string
      readonly people: number
      readonly fields: readonly { readonly path: string; readonly category: string }[]
    }[]
  } | null
}

const mutation = `mutation($id: ID!, $recording: String, $body: String) {
  testIntegration(id: $id, recording: $recording, body: $body) {
    isRegistered
    sample { recording status reason verification events { eventType people fields { path category } } }
  }
}`

async function tryOut(app: TestApp, variables: object): Promise<Tried> {
  return (await ask<{ testIntegration: Tried }>(app, mutation, variables)).testIntegration
}

async function counts(app: TestApp) {
  const { deliveries, processingActivities } = await ask<
    Record<'deliveries' | 'processingActivities', { totalCount: number }>
  >(
    app,
    '{ deliveries(filter: {}) { totalCount } processingActivities(filter: {}) { totalCount } }',
  )
  return [deliveries.totalCount, processingActivities.totalCount]
}

test('a sample goes through the settings that are in use, and nothing is recorded', async t => {
  const app = await testApp(t)
  const { integrationId: id } = await connectStripe(app)
  const { sample, isRegistered } = await tryOut(app, { id })
  t.match(sample, { status: 200, reason: null, verification: 'signed' })
  t.match(sample?.events[0], { eventType: 'customer.created', people: 1 })
  t.ok(sample?.events[0]?.fields.some(({ category }) => category === 'email'))
  t.equal(isRegistered, null, 'a person made its webhook')
  t.match(await tryOut(app, { id, recording: '03' }), { sample: { recording: /^03/ } })
  t.same(await counts(app), [0, 0])
  t.notMatch(app.log.text(), /whsec_|@example/)
})

test('a body of one’s own is read with the settings alone', async t => {
  const app = await testApp(t, { only: ['custom'] })
  const controller = await makeController(app)
  const fields = [{ pointer: '/who/mail', category: 'email', subject: true }]
  const mapping = { type: '/kind', fields }
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    {
      input: { dataControllerId: controller.id, adapter: 'custom', settings: { mapping } },
    },
  )
  const { id } = addIntegration.integration
  const body = JSON.stringify({ kind: 'member.joined', who: { mail: 'ada@example.com' } })
  const { sample } = await tryOut(app, { id, body })
  t.match(sample, { status: 200, events: [{ eventType: 'member.joined', people: 1 }] })
  t.strictSame(sample?.events[0]?.fields, [{ path: '/who/mail', category: 'email' }])
  t.match((await tryOut(app, { id, body: '{"kind":' })).sample, { status: 400, events: [] })
})

test('what a platform sends of another account is understood all the same', async t => {
  const app = await testApp(t, { only: ['xero'] })
  const controller = await makeController(app)
  const settings = {
    signingSecret: 'invented-webhook-key-of-another-app',
    tenantIds: ['3f2c7c1e-0000-4a57-9b9e-6b1f3a5d7c21'],
  }
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    { input: { dataControllerId: controller.id, adapter: 'xero', settings } },
  )
  const { sample } = await tryOut(app, { id: addIntegration.integration.id })
  t.match(sample, { status: 200, verification: 'signed' })
  t.ok((sample?.events.length ?? 0) > 0)
})

test('an integration that lacks its secret does not pass with a recorded one', async t => {
  const app = await testApp(t)
  const controller = await makeController(app)
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    app,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    { input: { dataControllerId: controller.id, adapter: 'stripe', settings: {} } },
  )
  const { sample } = await tryOut(app, { id: addIntegration.integration.id })
  t.match(sample, { status: 503, verification: null, events: [] })
})

test('what cannot be tried says so', async t => {
  const app = await testApp(t)
  const { integrationId: id } = await connectStripe(app)
  const unknown = await app.graph(mutation, { id, recording: 'no such' })
  t.match(unknown.errors, [
    { extensions: { code: 'invalid', errors: [{ pointer: '/recording' }] } },
  ])
  const none = await testApp(t, { adapters: loaded(loyaltyAdapter(quietPlatform())) })
  const controller = await makeController(none)
  const { addIntegration } = await ask<{ addIntegration: { integration: { id: string } } }>(
    none,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { integration { id } } }',
    {
      input: {
        dataControllerId: controller.id,
        adapter: 'loyalty',
        settings: { shop: 'plain', apiKey: 'long enough' },
      },
    },
  )
  const { errors } = await none.graph(mutation, { id: addIntegration.integration.id })
  t.match(errors, [{ extensions: { code: 'conflict' } }])
})
