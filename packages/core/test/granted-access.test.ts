import { type JsonObject, type Platform, PlatformError, type SetupStep } from '@conduit/core'
import { type MemoryIntegration, memoryStore, refOf, runRead, runSetup } from '@conduit/core/host'
import { test } from 'tap'
import { Agent } from 'undici'
import { acmeWith, appOf, bodyOf, did, dxKey, receiverOf, signingSecret } from './acme.ts'

/** An account at the platform, with the key of the operator's options or one of its own. */
interface Given extends Pick<MemoryIntegration, 'accounts' | 'claims'> {
  readonly own?: JsonObject
  readonly options?: JsonObject
  /** The adapter knows no accounts. */
  readonly isAlone?: true
  /** No event waits. */
  readonly isQuiet?: true
  /** What the platform says that the access opens; absent: the adapter cannot ask. */
  readonly opens?: readonly string[]
}

const operators = { signingSecret, apiKey: 'of the operator' }
const steps: readonly SetupStep[] = ['connect', 'renew', 'check', 'disconnect']

/** Acme with a thin event that waits, and a note of every key and token that it is shown. */
async function waiting(given: Given) {
  const { own = {}, options = operators, isAlone, isQuiet, opens, ...accounts } = given
  const shown: unknown[] = []
  let compared = 0
  const ask = async (key: string | undefined, platform: Pick<Platform, 'authorized'>) => {
    const obtain = async () => ({ value: 'a new token' })
    const call = (token: string) => {
      shown.push([key, token])
      throw new PlatformError('rate_limited', 'not now', { retryAfterSeconds: 7 })
    }
    await platform.authorized(obtain, call)
  }
  const made = acmeWith({
    hosts: ({ apiKey }) => (apiKey === undefined ? [] : ['api.acme.example']),
    read: async (_want, { settings }, platform) => {
      await ask(settings.apiKey, platform)
      return {}
    },
    async *poll({ settings }, platform) {
      await ask(settings.apiKey, platform)
      yield { events: [] }
    },
    setup: async (_step, { settings }, platform) => {
      await ask(settings.apiKey, platform)
      return {}
    },
    ...(opens !== undefined && {
      async proveAccounts() {
        compared += 1
        return opens
      },
    }),
  })
  const { accounts: _, ...rest } = made
  const adapter = isAlone === true ? { ...rest } : made
  const settings = {
    accounts: [...(accounts.accounts ?? []), ...(accounts.claims ?? [])],
    ...own,
  }
  const store = memoryStore([{ adapter: 'acme', settings, did, dxKey, ...accounts }])
  const { post } = await appOf(made, { store, options })
  const { receiver, integration, stored } = receiverOf(adapter, store, { options })
  await store.sessions.saveToken(refOf(stored), { value: 'a kept token' })
  if (isQuiet === undefined) await post(bodyOf({ thin: 'm1' }))
  const session = { receiver, integration, transport: { dispatcher: new Agent() } }
  const webhook = async () => ({ url: 'https://hooks.example.com/', token: 'minted' })
  return {
    shown,
    read: (poll = false) => runRead({ ...session, poll }),
    setUp: (step: SetupStep) => runSetup({ ...session, step, webhook }),
    /** How often the platform was asked what the access opens. */
    compared: () => compared,
    saveToken: (value: string) => store.sessions.saveToken(refOf(stored), { value }),
    fetched: () => store.activities.map(({ fetch }) => fetch),
  }
}

const unproven: readonly (readonly [string, Given])[] = [
  ['claims one that nobody has proven', { claims: ['a1'] }],
  ['has proven one and claims another', { accounts: ['a1'], claims: ['a2'] }],
  ['names none', {}],
]
for (const [what, given] of unproven) {
  test(`the operator’s access does not serve who ${what}`, async t => {
    const { shown, read, setUp, fetched } = await waiting(given)
    t.match(await read(true), { outcome: 'skipped', events: 0 })
    t.same(fetched(), ['skipped'])
    for (const step of steps) {
      t.match(await setUp(step), { outcome: 'manual', reasonKey: 'access_unproven' }, step)
    }
    t.same(shown, [], 'nothing was called')
  })
}

const served: readonly (readonly [string, Given])[] = [
  ['has proven all of its accounts', { accounts: ['a1', 'a2'] }],
  ['has an adapter without accounts', { isAlone: true }],
]
for (const [what, given] of served) {
  test(`the operator’s access serves who ${what}`, async t => {
    const { shown, read, setUp } = await waiting(given)
    t.match(await read(), { outcome: 'rate_limited' })
    for (const step of steps) t.match(await setUp(step), { outcome: 'rate_limited' }, step)
    const each = ['of the operator', 'a kept token']
    t.same(shown, [each, each, each, each, each])
    const quiet = await waiting({ ...given, isQuiet: true })
    t.match(await quiet.read(true), { outcome: 'rate_limited' })
    t.same(quiet.shown, [each], 'a poll as well')
  })
}

test('the operator’s access is compared with what is proven, once for each token', async t => {
  const given = { accounts: ['a1', 'a2'], opens: ['a0', 'a1', 'a2'] }
  const { shown, read, setUp, compared, saveToken } = await waiting(given)
  t.match(await read(), { outcome: 'rate_limited' })
  for (const step of steps) t.match(await setUp(step), { outcome: 'rate_limited' }, step)
  t.equal(shown.length, 5)
  t.equal(compared(), 1)
  await saveToken('of another run')
  t.match(await read(), { outcome: 'rate_limited' })
  t.equal(compared(), 2)
})

test('the operator’s access does not serve where it opens another account', async t => {
  const { shown, read, setUp, fetched } = await waiting({ accounts: ['a1'], opens: ['a0'] })
  t.match(await read(true), { outcome: 'auth_failed', events: 0 })
  t.same(fetched(), ['waiting'])
  for (const step of steps) t.match(await setUp(step), { outcome: 'auth_failed' }, step)
  t.same(shown, [], 'nothing else was called')
})

test('who has proven an account by its own access uses that, and its own tokens', async t => {
  const own = { apiKey: 'its own' }
  const { shown, read, compared } = await waiting({ own, accounts: ['a1'], opens: [] })
  t.match(await read(), { outcome: 'rate_limited' })
  t.same(shown, [['its own', 'a kept token']])
  t.equal(compared(), 0)
})

test('who brought its own access uses that, unproven, and no token that the operator’s brought', async t => {
  const own = { apiKey: 'its own' }
  const { shown, read, setUp } = await waiting({ own, claims: ['a1'] })
  t.match(await read(), { outcome: 'rate_limited' })
  t.match(await setUp('connect'), { outcome: 'rate_limited' })
  t.same(shown, [
    ['its own', 'a new token'],
    ['its own', 'a new token'],
  ])
})

test('where the options open nothing, a token that was kept is its own', async t => {
  const own = { apiKey: 'its own' }
  const { shown, read } = await waiting({ own, claims: ['a1'], options: { signingSecret } })
  await read()
  t.same(shown, [['its own', 'a kept token']])
})

test('who has no access at all is not told to wait for a proof', async t => {
  const { setUp } = await waiting({ claims: ['a1'], options: { signingSecret } })
  const report = await setUp('connect')
  t.match(report, { outcome: 'manual' })
  t.equal(report?.reasonKey, undefined)
})
