import { decodeId, type Transport } from '@conduit/core/host'
import { type FakeCall, type FakePlatform, fakePlatform } from '@conduit/recordings'
import { dueWork, renewIntegration } from '@conduit/server'
import { type Test, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { ask } from './support/over-http.ts'
import { customerEvent, sendSigned } from './support/stripe.ts'
import { type TestApp, testApp } from './support/test-app.ts'

const endpoints = 'https://api.stripe.com/v1/webhook_endpoints'
const settings = { apiKey: 'rk_test_invented_key' }
const fields = 'id status missing health setupInstructions lastSetup { outcome renewAt }'

interface Shown {
  readonly id: string
  readonly status: string
  readonly missing: readonly string[]
  readonly health: string
  readonly setupInstructions: string
  readonly lastSetup: { readonly outcome: string; readonly renewAt: string | null } | null
}

const creating = (id: string, status = 200): FakeCall => ({
  request: { method: 'POST', url: endpoints },
  response: {
    status,
    headers: status < 500 ? {} : { 'retry-after': '5' },
    body: JSON.stringify({ id, secret: `whsec_${id}_secret` }),
  },
})
const looking = (id: string, status: number): FakeCall => ({
  request: { url: `${endpoints}/${id}` },
  response: { status, body: '{"status":"enabled"}' },
})
const deleting = (id: string, status = 200): FakeCall => ({
  request: { method: 'DELETE', url: `${endpoints}/${id}` },
  response: { status, headers: status < 500 ? {} : { 'retry-after': '5' }, body: '{}' },
})

/** A server whose platform answers by the script that was given last. */
async function serverWith(t: Test, more: Parameters<typeof testApp>[1] = {}) {
  let platform: FakePlatform | null = null
  const transport: Transport = {
    get dispatcher() {
      if (platform === null) throw new Error('nothing may be called now')
      return platform.transport.dispatcher
    },
  }
  const app = await testApp(t, { transport, ...more })
  const controller = await makeController(app)
  const script = async (...calls: readonly FakeCall[]) => {
    await platform?.close()
    platform = await fakePlatform(calls)
    return platform
  }
  t.teardown(() => platform?.close())
  return { app, controller, script }
}

async function add(app: TestApp, controllerId: string, adapter = 'stripe', own: object = settings) {
  const input = { dataControllerId: controllerId, adapter, settings: own }
  const { addIntegration } = await ask<{
    addIntegration: { integration: Shown; webhookUrl: string }
  }>(
    app,
    `mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { webhookUrl integration { ${fields} } } }`,
    { input },
  )
  return addIntegration
}

async function update(app: TestApp, id: string, changes: object): Promise<void> {
  const input = { id, settings: changes }
  const mutation =
    'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { id } } }'
  await ask(app, mutation, { input })
}

async function show(app: TestApp, controllerId: string): Promise<Shown> {
  const { integrations } = await ask<{ integrations: { nodes: readonly Shown[] } }>(
    app,
    `query($id: ID!) { integrations(dataControllerId: $id) { nodes { ${fields} } } }`,
    { id: controllerId },
  )
  const [first] = integrations.nodes
  if (first === undefined) throw new Error('no integration')
  return first
}

function jobOf(id: string) {
  const ref = decodeId('integration', id)
  if (ref === null) throw new Error('not an id')
  return ref
}

/** Where the platform was told to call. */
function toldUrl(platform: FakePlatform): URL {
  const form = new URLSearchParams(platform.calls.find(({ method }) => method === 'POST')?.body)
  return new URL(form.get('url') ?? '')
}

/** The status of an event that is sent there, signed with this secret. */
async function answerTo(app: TestApp, { pathname, search }: URL, secret: string, event: string) {
  const own = { signingSecret: secret }
  const reply = await sendSigned(app, pathname + search, customerEvent(event), {}, own)
  return reply.statusCode
}

test('an integration with the right key registers its webhook and is ready', async t => {
  const { app, controller, script } = await serverWith(t)
  const platform = await script(creating('we_1'))
  const { integration } = await add(app, controller.id)
  t.match(integration, {
    status: 'enabled',
    missing: [],
    lastSetup: { outcome: 'ok', renewAt: null },
    setupInstructions: /registered at Stripe by itself/,
  })
  t.equal(await answerTo(app, toldUrl(platform), 'whsec_we_1_secret', 'evt_1'), 200)
  const { auditLog } = await ask<{ auditLog: { nodes: readonly { action: string }[] } }>(
    app,
    'query($id: ID!) { auditLog(filter: { dataControllerId: $id }, first: 50) { nodes { action } } }',
    { id: controller.id },
  )
  t.ok(auditLog.nodes.some(({ action }) => action === 'integration.setup'))
  t.notMatch(app.log.text(), /whsec_|rk_test/)
})

test('what fails is shown, and tried again when its time has come', async t => {
  const { app, controller, script } = await serverWith(t)
  await script(creating('we_1', 500))
  const { integration } = await add(app, controller.id)
  t.match(integration, {
    status: 'pending',
    missing: ['signingSecret'],
    lastSetup: { outcome: 'upstream_error' },
    setupInstructions: /failed. It is tried again soon/,
  })
  const job = jobOf(integration.id)
  t.same((await dueWork(app.services)).setups, [])
  app.clock.advance(15 * 60)
  t.same((await dueWork(app.services)).setups, [job])
  await script(creating('we_2', 403))
  await renewIntegration(app.services, job, 'job')
  t.match(await show(app, controller.id), {
    lastSetup: { outcome: 'auth_failed' },
    setupInstructions: /refused the key/,
  })
  await script(creating('we_2'))
  app.clock.advance(60 * 60)
  await renewIntegration(app.services, job, 'job')
  t.match(await show(app, controller.id), { status: 'enabled', lastSetup: { outcome: 'ok' } })
  t.same((await dueWork(app.services)).setups, [])
})

test('a rotated key is replaced at the platform too; what was there is taken away', async t => {
  const { app, controller, script } = await serverWith(t)
  const before = toldUrl(await connectedBy(script, () => add(app, controller.id)))
  const { id } = await show(app, controller.id)
  const platform = await script(creating('we_2'), deleting('we_1'))
  await ask(
    app,
    'mutation($c: ID!, $i: ID!) { rotateDxKey(dataControllerId: $c, integrationId: $i) { webhookUrl } }',
    { c: controller.id, i: id },
  )
  t.same(platform.unexpected, [])
  t.same(platform.unused, [])
  const secret = 'whsec_we_2_secret'
  t.equal(await answerTo(app, toldUrl(platform), secret, 'evt_1'), 200)
  t.equal(await answerTo(app, before, secret, 'evt_2'), 401)
})

test('other settings keep what lives, and make anew what another account does not know', async t => {
  const { app, controller, script } = await serverWith(t)
  const before = toldUrl(await connectedBy(script, () => add(app, controller.id)))
  const { id } = await show(app, controller.id)
  const same = await script(looking('we_1', 200))
  await update(app, id, { apiKey: 'rk_test_second_key' })
  t.same([same.unexpected, same.unused], [[], []])
  t.equal(await answerTo(app, before, 'whsec_we_1_secret', 'evt_1'), 200)
  const other = await script(looking('we_1', 404), creating('we_2'), deleting('we_1', 404))
  await update(app, id, { apiKey: 'rk_test_of_another_account' })
  t.same([other.unexpected, other.unused], [[], []])
  t.equal(await answerTo(app, toldUrl(other), 'whsec_we_2_secret', 'evt_2'), 200)
})

test('what only a person can bring is asked for, and the rest is said to be done', async t => {
  const { app, controller, script } = await serverWith(t)
  const told = toldUrl(await connectedBy(script, () => add(app, controller.id)))
  const { id } = await show(app, controller.id)
  await script(looking('we_1', 200))
  await update(app, id, { signingSecret: null })
  const pending = await show(app, controller.id)
  t.match(pending, {
    status: 'pending',
    missing: ['signingSecret'],
    setupInstructions:
      /by itself. What is left is to bring `signingSecret` from there:[\s\S]*whsec_/,
  })
  t.notMatch(pending.setupInstructions, /The webhook URL has the form/)
  t.equal(await answerTo(app, told, 'whsec_we_1_secret', 'evt_1'), 503)
  await script(looking('we_1', 200))
  await update(app, id, { signingSecret: 'whsec_we_1_secret' })
  t.match(await show(app, controller.id), { status: 'enabled', missing: [] })
  t.equal(await answerTo(app, told, 'whsec_we_1_secret', 'evt_1'), 200)
})

test('removing takes the webhook away, or says that it could not', async t => {
  const { app, script } = await serverWith(t)
  const remove = async (...calls: readonly FakeCall[]) => {
    const controller = await makeController(app)
    await script(creating('we_1'))
    const { integration } = await add(app, controller.id)
    const platform = await script(...calls)
    const { removeIntegration } = await ask<{
      removeIntegration: { isDisconnected: boolean | null }
    }>(app, 'mutation($id: ID!) { removeIntegration(id: $id) { isDisconnected } }', {
      id: integration.id,
    })
    t.same(platform.unexpected, [])
    return removeIntegration.isDisconnected
  }
  t.equal(await remove(deleting('we_1')), true)
  t.equal(await remove(deleting('we_1', 404)), true)
  t.equal(await remove(deleting('we_1', 500), deleting('we_1', 500), deleting('we_1', 500)), false)
})

test('what platforms cannot reach registers nothing, and says what to do', async t => {
  const { app, controller } = await serverWith(t, { publicUrl: 'http://127.0.0.1:8080' })
  const { integration } = await add(app, controller.id)
  t.match(integration, {
    status: 'pending',
    lastSetup: null,
    setupInstructions: /CONDUIT_PUBLIC_URL[\s\S]*signingSecret/,
  })
})

test('an integration that is being read is set up right after', async t => {
  const { app, controller, script } = await serverWith(t)
  await connectedBy(script, () => add(app, controller.id))
  const job = jobOf((await show(app, controller.id)).id)
  await app.services.store.sessions.acquire(job, 'a reading', 60_000)
  await renewIntegration(app.services, job, 'job')
  t.same((await dueWork(app.services)).setups, [job])
})

test('what the platform’s API cannot do is left to a person, and said', async t => {
  const { app, controller, script } = await serverWith(t, { only: ['shopify'] })
  const shop = 'fern-example.myshopify.com'
  const subscribing: FakeCall = {
    request: { method: 'POST', url: `https://${shop}/admin/api/2026-10/graphql.json` },
    response: {
      status: 200,
      body: '{"data":{"done":{"webhookSubscription":{"id":"gid://shopify/WebhookSubscription/1"},"userErrors":[]}}}',
    },
  }
  const asking: FakeCall = {
    ...subscribing,
    response: { status: 200, body: JSON.stringify({ data: { shop: { myshopifyDomain: shop } } }) },
  }
  const platform = await script(...Array.from({ length: 10 }, () => subscribing), asking)
  const own = {
    shopDomains: [shop],
    accessToken: 'shpat_invented_token',
    signingSecret: 'shpss_0001_not_a_real_secret',
  }
  const { integration } = await add(app, controller.id, 'shopify', own)
  t.same([platform.unexpected, platform.unused], [[], []])
  t.match(integration, {
    status: 'enabled',
    lastSetup: { outcome: 'ok' },
    setupInstructions: /registered at Shopify by itself.\s+The compliance topics are left/,
  })
})

test('a platform that calls while it registers is answered, though nothing is learned yet', async t => {
  const { app, controller, script } = await serverWith(t, { only: ['woocommerce'] })
  const creatingAt: FakeCall = {
    request: { method: 'POST', url: 'https://shop.example.com/wp-json/wc/v3/webhooks' },
    response: { status: 500, headers: { 'retry-after': '5' } },
  }
  await script(creatingAt)
  const { integration, webhookUrl } = await add(app, controller.id, 'woocommerce', {
    shopUrl: 'https://shop.example.com',
    consumerKey: 'ck_invented_key',
    consumerSecret: 'cs_invented_secret',
  })
  t.match(integration, { status: 'pending', missing: ['signingSecret'] })
  const { pathname, search } = new URL(webhookUrl)
  const send = async (payload: string, headers: Record<string, string>) =>
    (await app.http.inject({ method: 'POST', url: pathname + search, headers, payload })).statusCode
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  t.equal(await send('webhook_id=12', form), 200)
  const event = {
    'content-type': 'application/json',
    'x-wc-webhook-topic': 'customer.deleted',
    'x-wc-webhook-signature': Buffer.alloc(32).toString('base64'),
  }
  t.equal(await send('{"id":26}', event), 503)
})

test('channels of Google Drive are renewed at four fifths of their life', async t => {
  const { app, controller, script } = await serverWith(t, { only: ['google-drive'] })
  const drive = 'https://www.googleapis.com/drive/v3'
  const inDays = (days: number) => String(app.clock.now().getTime() + days * 86_400_000)
  const watching = (resourceId: string, days: number): FakeCall => ({
    request: { method: 'POST', url: `${drive}/changes/watch`, matchQuery: {} },
    response: { status: 200, body: JSON.stringify({ resourceId, expiration: inDays(days) }) },
  })
  await script(
    {
      request: { url: `${drive}/changes/startPageToken`, matchQuery: {} },
      response: { status: 200, body: '{"startPageToken":"10"}' },
    },
    watching('r-1', 7),
  )
  const own = { accessToken: 'invented-token' }
  const { integration } = await add(app, controller.id, 'google-drive', own)
  const due = new Date(app.clock.now().getTime() + 0.8 * 7 * 86_400_000)
  t.match(integration.lastSetup, { outcome: 'ok', renewAt: due.toISOString() })
  app.clock.advance(0.8 * 7 * 86_400)
  const [job] = (await dueWork(app.services)).setups
  if (job === undefined) throw new Error('nothing is due')
  const platform = await script(watching('r-2', 7), {
    request: { method: 'POST', url: `${drive}/channels/stop` },
    response: { status: 204 },
  })
  await renewIntegration(app.services, job, 'job')
  t.same([platform.unexpected, platform.unused], [[], []])
  const { id, token } = JSON.parse(platform.calls[0]?.body ?? '')
  const notify = (channel: string) =>
    app.http.inject({
      method: 'POST',
      url: '/api/v1/integrations/google-drive/event',
      headers: {
        'x-goog-channel-id': channel,
        'x-goog-channel-token': token,
        'x-goog-message-number': '1',
        'x-goog-resource-id': 'r-2',
        'x-goog-resource-state': 'sync',
        'x-goog-resource-uri': `${drive}/changes?alt=json`,
      },
    })
  t.equal((await notify(id)).statusCode, 200)
  t.equal((await notify('another')).statusCode, 401)
  t.match((await show(app, controller.id)).lastSetup, { outcome: 'ok' })
  t.same((await dueWork(app.services)).setups, [])
})

/** Connects with the first endpoint, and gives the platform that it was registered at. */
async function connectedBy(
  script: (...calls: readonly FakeCall[]) => Promise<FakePlatform>,
  connect: () => Promise<unknown>,
): Promise<FakePlatform> {
  const platform = await script(creating('we_1'))
  await connect()
  return platform
}
