import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { fakePlatform } from '@conduit/recordings'
import {
  bundledAdapters,
  dueWork,
  loadAdapters,
  readIntegration,
  renewIntegration,
} from '@conduit/server'
import { type Test, test } from 'tap'
import { accessCases } from './support/access-cases.ts'
import { makeController } from './support/controllers.ts'
import { addIntegration, approve, ask } from './support/over-http.ts'
import { recordedDelivery } from './support/recorded-delivery.ts'
import { takeoverCases } from './support/takeover-cases.ts'
import { testApp } from './support/test-app.ts'

const secret = { signingSecret: 'the-operators-own-secret-0001' }

/** A server whose options hold the access to one adapter's platform, which notes every call. */
async function stageFor(t: Test, adapter: string, operators: JsonObject, claim: JsonObject) {
  const platform = await fakePlatform([])
  const options = { ...secret, ...operators }
  const adapters = await loadAdapters({ [adapter]: { options } }, process.cwd())
  const app = await testApp(t, { adapters, transport: platform.transport })
  t.teardown(() => platform.close())
  const connect = async () => {
    const { id: controllerId } = await makeController(app)
    const { integration, webhookUrl } = await addIntegration(app, controllerId, adapter, claim)
    const ref = decodeId('integration', integration.id)
    if (ref === null || webhookUrl === null) throw new Error('not an integration with an address')
    return { apiId: integration.id, webhookUrl, ref }
  }
  return { app, options, connect, calls: () => platform.calls.length }
}

for (const { adapter, thin, operators, added = {} } of accessCases) {
  const keys = [...Object.keys(operators), ...Object.keys(added).map(key => `own ${key}`)]
  test(`${adapter}: ${keys.join(', ')}`, async t => {
    const of = takeoverCases.find(each => each.adapter === adapter)
    if (of === undefined) throw new Error('an adapter without accounts')
    const claim = { ...of.claim, ...added }
    const stage = await stageFor(t, adapter, operators, claim)
    const { app, options, connect, calls } = stage
    const delivery = thin === undefined ? null : await recordedDelivery(adapter, thin)
    if (delivery !== null) app.clock.set(delivery.receivedAt)
    const first = await connect()
    const owner = await connect()
    const last = await connect()
    t.equal(calls(), 0, 'to name an account opens nothing')

    // Something waits to be read for each, of the time when it had the account.
    for (const { apiId, webhookUrl } of [first, last, owner]) {
      await approve(app, apiId, of.account)
      if (delivery === null) continue
      const reply = await delivery.send(app, webhookUrl, { ...options, ...claim })
      t.match(reply, { statusCode: 200 })
    }
    t.equal(calls(), 0, 'nor is anything read while a platform waits for its answer')
    const work = async ({ ref }: typeof owner) => {
      await renewIntegration(app.services, ref, 'a job')
      await readIntegration(app.services, { ...ref, poll: false })
    }
    for (const { ref } of [first, last]) {
      t.equal((await app.services.store.queue.waiting(ref)).rows.length, thin === undefined ? 0 : 1)
    }
    for (const each of [first, last]) await work(each)
    t.equal(calls(), 0, 'no call leaves for those whose account it is not')
    for (const { ref } of [first, last]) {
      t.same((await app.services.store.queue.waiting(ref)).rows, [], 'nor do they wait for it')
    }
    const { setups } = await dueWork(app.services)
    const hasSetup = app.services.adapters.get(adapter)?.adapter.setup !== undefined
    t.equal(
      setups.some(({ id }) => id === owner.ref.id),
      hasSetup,
      'an approval has a job connect',
    )
    await work(owner)
    t.ok(calls() > 0, 'it serves whose account it is')
  })
}

/** Where one access opens one account, whichever is named; and what it says of another one. */
const foreign: Readonly<Record<string, unknown>> = {
  hubspot: { portalId: 700_000_001 },
  klaviyo: { data: [{ id: 'Zz9ZzZ' }] },
  salesforce: { records: [{ Id: '00D000000000001EAA' }] },
}

for (const [adapter, another] of Object.entries(foreign)) {
  test(`${adapter}: who proved an account, and drops what opened it, reads nobody else’s`, async t => {
    const of = takeoverCases.find(each => each.adapter === adapter)
    const given = accessCases.find(each => each.adapter === adapter)
    if (of === undefined || given?.thin === undefined) throw new Error('a case is missing')
    const { request } = of.proof
    const opensAnother = { request, response: { status: 200, body: JSON.stringify(another) } }
    const script = [...(of.signIn ? [{ ...of.signIn, repeats: true as const }] : []), of.proof]
    const platform = await fakePlatform([...script, { ...opensAnother, repeats: true }])
    const options = { ...secret, ...given.operators }
    const adapters = await loadAdapters({ [adapter]: { options } }, process.cwd())
    const { transport } = platform
    // Platforms cannot call this address: nothing but the proof is asked for.
    const publicUrl = 'http://127.0.0.1:8080'
    const app = await testApp(t, { adapters, transport, publicUrl })
    t.teardown(() => platform.close())
    const delivery = await recordedDelivery(adapter, given.thin)
    app.clock.set(delivery.receivedAt)
    const { id: controllerId } = await makeController(app)
    const own = { ...of.claim, ...of.access }
    const { integration, webhookUrl } = await addIntegration(app, controllerId, adapter, own)
    const ref = decodeId('integration', integration.id)
    if (ref === null || webhookUrl === null) throw new Error('not an integration with an address')
    const { sessions, queue } = app.services.store
    t.same(await sessions.provenAccounts(ref), [of.account], 'proven by its own access')

    const dropped = Object.fromEntries(Object.keys(of.access).map(key => [key, null]))
    await ask(
      app,
      'mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { id } } }',
      { input: { id: integration.id, settings: dropped } },
    )
    t.same(await sessions.provenAccounts(ref), [of.account], 'and still is')
    const reply = await delivery.send(app, webhookUrl, { ...options, ...of.claim })
    t.match(reply, { statusCode: 200 })
    const before = platform.calls.length
    await readIntegration(app.services, { ...ref, poll: false })
    const asked = platform.calls.slice(before).map(({ url }) => url.href)
    t.ok(asked.includes(String(request.url)), 'the platform is asked what the access opens')
    const allowed = [request.url, of.signIn?.request.url].map(String)
    t.same(
      asked.filter(url => !allowed.includes(url)),
      [],
      'and nothing else leaves',
    )
    t.match(await queue.lastReport(ref), { outcome: 'auth_failed', events: 0 })
    t.equal((await queue.waiting(ref)).rows.length, 1, 'what waits is still there')
  })
}

test('who waits for a proof finds the reason in the log', async t => {
  const claim = { shopDomains: ['fjord-and-fern-example.myshopify.com'] }
  const { app, connect } = await stageFor(
    t,
    'shopify',
    { accessToken: 'shpat_invented_token' },
    claim,
  )
  await connect()
  t.match(app.log.text(), /"outcome":"manual","reason":"the access among the options waits/)
})

test('every setting that opens an account is in the table', async t => {
  for (const name of bundledAdapters()) {
    const { default: adapter } = (await import(`@conduit/adapter-${name}`)) as {
      default: IntegrationAdapter
    }
    const opening = Object.entries(adapter.settings.properties)
      .filter(([, property]) => (property as { opens?: boolean }).opens === true)
      .map(([key]) => key)
    const cases = accessCases.filter(each => each.adapter === name)
    const given = cases.flatMap(({ operators }) => Object.keys({ ...secret, ...operators }))
    for (const key of opening) t.ok(given.includes(key), `${name} ${key}`)
  }
})
