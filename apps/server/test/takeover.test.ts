import type { IntegrationAdapter, JsonObject } from '@conduit/core'
import type { Transport } from '@conduit/core/host'
import { type FakeCall, fakePlatform } from '@conduit/recordings'
import { loadAdapters } from '@conduit/server'
import { type Test, test } from 'tap'
import { makeController } from './support/controllers.ts'
import { approve, ask } from './support/over-http.ts'
import { recordedDelivery } from './support/recorded-delivery.ts'
import { type TakeoverCase, takeoverCases } from './support/takeover-cases.ts'
import { testApp } from './support/test-app.ts'

const secret = { signingSecret: 'the-operators-own-secret-0001' }
const publicUrl = 'http://127.0.0.1:8080'
const shown = `id status missing health accounts { account state contested } setupInstructions
  lastSetup { outcome renewAt } lastFetch { outcome } webhookUrl pollUrl label`

/** What the platform says when it is asked whose the account is. */
type Word = 'yes' | 'no' | 'away'

interface Added {
  readonly webhookUrl: string
  readonly integration: { readonly id: string; readonly accounts: readonly { state: string }[] }
}

/** A server whose options hold the secret of one adapter for all of its tenants. */
async function stageFor(t: Test, of: TakeoverCase) {
  const delivery = await recordedDelivery(of.adapter, of.file)
  let dispatcher: Transport['dispatcher'] | null = null
  const transport: Transport = {
    get dispatcher() {
      if (dispatcher === null) throw new Error('nothing may be called now')
      return dispatcher
    },
  }
  const configured = { [of.adapter]: { options: secret } }
  const adapters = await loadAdapters(configured, process.cwd())
  const app = await testApp(t, { adapters, transport, publicUrl })
  app.clock.set(delivery.receivedAt)

  /** Does something while the platform answers so. */
  const whileIt = async <T>(says: Word, act: () => Promise<T>): Promise<T> => {
    const platform = await fakePlatform(scriptOf(of, says))
    dispatcher = platform.transport.dispatcher
    try {
      return await act()
    } finally {
      dispatcher = null
      await platform.close()
    }
  }
  /** A new tenant, who connects. */
  const connect = async (settings: JsonObject, says: Word) => {
    const controller = await makeController(app)
    const input = { dataControllerId: controller.id, adapter: of.adapter, settings }
    const query = `mutation($input: AddIntegrationInput!) {
      addIntegration(input: $input) { webhookUrl pollUrl redactUrl integration { ${shown} } } }`
    const { addIntegration } = await whileIt(says, () =>
      ask<{ addIntegration: Added }>(app, query, { input }),
    )
    const { id } = addIntegration.integration
    const change = async (given: JsonObject, word: Word) =>
      await whileIt(word, () =>
        ask<{ updateIntegration: unknown }>(
          app,
          `mutation($input: UpdateIntegrationInput!) { updateIntegration(input: $input) { integration { ${shown} } } }`,
          { input: { id, settings: given } },
        ),
      )
    const events = async () => {
      const { processingActivities } = await ask<{ processingActivities: { totalCount: number } }>(
        app,
        'query($id: ID!) { processingActivities(filter: { dataControllerId: $id }) { totalCount } }',
        { id: controller.id },
      )
      return processingActivities.totalCount
    }
    /** All that the tenant is ever told, but for what names itself. */
    const told = async (more: readonly unknown[] = []) => {
      const list = await ask(
        app,
        `query($id: ID!) { integrations(dataControllerId: $id) { totalCount nodes { ${shown} } } }`,
        { id: controller.id },
      )
      return anonymous([addIntegration, list, ...more], [controller.id, controller.did, id])
    }
    const send = () => delivery.send(app, addIntegration.webhookUrl, { ...secret, ...of.claim })
    const remove = () =>
      ask(app, 'mutation($id: ID!) { removeIntegration(id: $id) { id } }', { id })
    return { ...addIntegration, id, change, events, told, send, remove }
  }
  return { app, connect }
}

/** A platform that is asked again and again. */
function scriptOf({ proof, signIn }: TakeoverCase, says: Word): readonly FakeCall[] {
  const away = { status: 503, headers: { 'retry-after': '30' } }
  const response =
    says === 'yes' ? proof.response : says === 'no' ? { status: 403, body: '{}' } : away
  const asked = { ...proof, response }
  const before = signIn === undefined ? [] : [signIn]
  return [...before, asked, ...before, asked]
}

function anonymous(answers: readonly unknown[], names: readonly string[]): string {
  const text = names.reduce((text, name) => {
    return text.replaceAll(name, '·').replaceAll(encodeURIComponent(name), '·')
  }, JSON.stringify(answers))
  return text.replaceAll(/(token|dxKey)=[^"&]+/g, '$1=·')
}

for (const of of takeoverCases) {
  test(of.adapter, async t => {
    const { app, connect } = await stageFor(t, of)
    const own = { ...of.claim, ...of.access }
    const isKept = async (
      a: Awaited<ReturnType<typeof connect>>,
      b: Awaited<ReturnType<typeof connect>>,
      events = 1,
    ) => {
      t.equal((await a.send()).statusCode, 200)
      t.ok((await a.events()) >= events, 'A keeps its events')
      t.equal(await b.events(), 0, 'B gets none')
    }
    const alone = await connect(own, 'no')
    const nothing = await alone.told([await alone.change(of.access, 'no')])
    await alone.remove()

    await t.test('B claims it after A', async t => {
      const a = await connect(own, 'yes')
      t.match(a.integration.accounts, [{ account: of.account, state: 'proven', contested: false }])
      const b = await connect(own, 'no')
      t.equal(await b.told([await b.change(of.access, 'no')]), nothing, 'B learns nothing')
      await isKept(a, b)
      for (const each of [a, b]) await each.remove()
    })

    await t.test('B claims it before A', async t => {
      const b = await connect(own, 'no')
      const a = await connect(own, 'yes')
      t.match(a.integration.accounts, [{ account: of.account, state: 'proven', contested: true }])
      t.equal(await b.told([await b.change(of.access, 'no')]), nothing, 'B learns nothing')
      await isKept(a, b)
      for (const each of [a, b]) await each.remove()
    })

    await t.test('B claims it before A has proven it', async t => {
      const a = await connect(own, 'away')
      t.match(a.integration.accounts, [{ state: 'unproven' }])
      const b = await connect(own, 'no')
      t.equal(await b.told([await b.change(of.access, 'no')]), nothing, 'B learns nothing')
      const early = await a.send()
      if (of.isTokenless) {
        t.match(early, { statusCode: 503, headers: { 'retry-after': '300' } }, 'kept for A')
        t.equal(await a.events(), 0)
      } else t.equal(early.statusCode, 200, 'its own address is its own')
      t.equal(await b.events(), 0, 'B gets none')
      await a.change(of.access, 'yes')
      await isKept(a, b)
      await a.change(of.access, 'away')
      t.match(await a.told(), '"state":"proven"', 'a platform that is away takes nothing back')
      for (const each of [a, b]) await each.remove()
    })

    await t.test('neither has access: the owner of the server says whose it is', async t => {
      const b = await connect(of.claim, 'away')
      const a = await connect(of.claim, 'away')
      if (of.isTokenless) t.equal((await a.send()).statusCode, 503)
      await approve(app, a.id, of.account)
      await isKept(a, b)
      for (const each of [a, b]) await each.remove()
    })

    if (of.isOpen) {
      await t.test('A lists no account: what comes to its address is its own', async () => {
        const b = await connect(of.claim, 'away')
        const a = await connect({}, 'away')
        await isKept(a, b)
        for (const each of [a, b]) await each.remove()
      })
    }
  })
}

test('every adapter that names accounts is in the table, and can ask for proof', async t => {
  const { bundledAdapters } = await import('@conduit/server')
  const naming: string[] = []
  for (const name of bundledAdapters()) {
    const { default: adapter } = (await import(`@conduit/adapter-${name}`)) as {
      default: IntegrationAdapter
    }
    if (adapter.accounts !== undefined) naming.push(name)
    t.equal(adapter.proveAccounts === undefined, adapter.accounts === undefined, name)
  }
  t.same(naming.sort(), takeoverCases.map(({ adapter }) => adapter).sort())
})
