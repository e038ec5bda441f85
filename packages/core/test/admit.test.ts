import {
  type Authenticator,
  byAccount,
  didAndBearer,
  didAndKey,
  firstOf,
  isConduitError,
  jweToken,
  type RequestHead,
} from '@conduit/core'
import {
  admit,
  encodeId,
  generateDxKey,
  hashKey,
  type KeyHolder,
  type MemoryStore,
  memoryStore,
  type Store,
  sealToken,
} from '@conduit/core/host'
import { test } from 'tap'
import { acmeStore, acmeWith, did, dxKey, keyring, now, receiverOf } from './acme.ts'

function head(
  query: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): RequestHead {
  const url = 'https://hooks.example.com/acme/event'
  const header = (name: string) => headers[name.toLowerCase()]
  return { method: 'POST', url, receivedAt: now, header, query: name => query[name] }
}

const byToken = acmeWith({ authenticate: jweToken({ boundBy: 'x-channel' }) })

/** A token for the integration of `acmeStore()`. */
async function tokenFor(store: MemoryStore, changes: object = {}): Promise<string> {
  const [integration] = store.integrations
  if (integration === undefined) throw new Error('no integration')
  const { id: integrationId, controller } = integration
  const content = {
    scope: 'event',
    controllerId: controller.id,
    integrationId,
    boundTo: null,
    dxKey,
  }
  return await sealToken(keyring, { ...(content as Parameters<typeof sealToken>[1]), ...changes })
}

/** Why a call is refused; null: it is not. */
async function reasonOf(asked: () => unknown): Promise<string | null> {
  try {
    await asked()
    return null
  } catch (error) {
    if (isConduitError(error) && error.code === 'unauthorized') return error.reasonKey
    throw error
  }
}

test('a key is answered at once, a token once it was opened', async t => {
  const byKey = receiverOf()
  const admitted = admit(byKey.receiver, head({ did, dxKey }), 'event')
  t.notOk(admitted instanceof Promise)
  t.equal(admitted, byKey.integration, 'the same object again')

  const { receiver, store, integration } = receiverOf(byToken)
  const token = await tokenFor(store)
  const first = admit(receiver, head({ token }), 'event')
  t.ok(first instanceof Promise)
  t.equal(await first, integration)
  t.equal(admit(receiver, head({ token }), 'event'), integration)
})

test('where a store has to look, the answer is waited for', async t => {
  const memory = acmeStore()
  const store: Store & MemoryStore = {
    ...memory,
    keyHolder: async hash => memory.keyHolder(hash),
    integration: async ref => memory.integration(ref),
  }
  const { receiver, integration } = receiverOf(undefined, store)
  const admitted = admit(receiver, head({ did, dxKey }), 'event')
  t.ok(admitted instanceof Promise)
  t.equal(await admitted, integration)
  t.equal(
    await reasonOf(() => admit(receiver, head({ did, dxKey: 'dxk_x' }), 'event')),
    'credential_unknown',
  )
})

test('who refuses says why, to the operator', async t => {
  const { receiver, store } = receiverOf()
  const refused = (query: Record<string, string>, scope: 'event' | 'poll' | 'redact' = 'event') =>
    reasonOf(() => admit(receiver, head(query), scope))
  t.equal(await refused({ did, dxKey }), null)
  t.equal(await refused({ did, dxKey }, 'poll'), null, 'the key of an integration is good for both')
  t.equal(await refused({ did, dxKey }, 'redact'), 'credential_unknown', 'but erases nobody')
  t.equal(await refused({}), 'credential_missing')
  t.equal(await refused({ did: 'did:example:other', dxKey }), 'credential_unknown')
  t.equal(await refused({ did, dxKey: generateDxKey() }), 'credential_unknown')

  const tokens = receiverOf(byToken, store).receiver
  const opened = async (changes: object, headers = {}) => {
    const token = await tokenFor(store, changes)
    return await reasonOf(() => admit(tokens, head({ token }, headers), 'event'))
  }
  t.equal(await opened({}), null)
  t.equal(await opened({ scope: 'poll' }), 'other_scope')
  t.equal(await opened({ boundTo: 'c1' }), 'other_channel')
  t.equal(await opened({ boundTo: 'c1' }, { 'x-channel': 'c2' }), 'other_channel')
  t.equal(await opened({ boundTo: 'c1' }, { 'x-channel': 'c1' }), null)
  t.equal(await opened({}, { 'x-channel': 'c1' }), 'other_channel', 'bound to none')
  t.equal(await opened({ dxKey: generateDxKey() }), 'token_revoked')
  const other = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  t.equal(await opened({ controllerId: other }), 'token_revoked')
  t.equal(await opened({ integrationId: other }), 'integration_unknown')
  t.equal(await reasonOf(() => admit(tokens, head({ token: 'x' }), 'event')), 'token_unusable')
})

test('an integration of another adapter is none', async t => {
  const store = memoryStore([{ adapter: 'other', settings: {}, did, dxKey }])
  const { receiver } = receiverOf(undefined, store)
  t.equal(
    await reasonOf(() => admit(receiver, head({ did, dxKey }), 'event')),
    'integration_unknown',
  )
})

test('a key for all integrations of a controller opens one if it says which, or there is one', async t => {
  const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
  const memory = memoryStore([
    { adapter: 'acme', settings: {}, controllerId, did },
    { adapter: 'acme', settings: {}, controllerId, did },
    { adapter: 'other', settings: {}, controllerId, did },
  ])
  const holder: KeyHolder = { controllerId, did, scope: null, integrationId: null }
  const ofHolder = (changes: Partial<KeyHolder>): MemoryStore => ({
    ...memory,
    keyHolder: hash => (hash === hashKey(dxKey) ? { ...holder, ...changes } : null),
  })
  const authenticate: Authenticator = firstOf(didAndKey(), didAndBearer())
  const adapter = acmeWith({ authenticate })
  const [first, second, foreign] = memory.integrations.map(({ id }) => id)
  const opened = async (dpid: string | undefined, changes: Partial<KeyHolder> = {}) => {
    const { receiver } = receiverOf(adapter, ofHolder(changes))
    const call =
      dpid === undefined
        ? head({ did, dxKey })
        : head({ did, dpid }, { authorization: `Bearer ${dxKey}` })
    let found: string | undefined
    const reason = await reasonOf(async () => {
      found = (await admit(receiver, call, 'event'))?.stored.id
    })
    return reason ?? found
  }
  t.equal(await opened(second), second)
  t.equal(await opened(encodeId('integration', controllerId, second ?? '')), second)
  t.equal(await opened(undefined), 'integration_unknown', 'two of them')
  t.equal(await opened(undefined, { integrationId: first ?? '' }), first)
  t.equal(await opened(second, { integrationId: first ?? '' }), 'integration_unknown')
  t.equal(await opened(foreign), 'integration_unknown')
  t.equal(await opened(second, { scope: 'event' }), second)
  t.equal(await opened(second, { scope: 'poll' }), 'credential_unknown', 'for polls alone')
  const elsewhere = encodeId('integration', '0193b0f6-0000-7000-8000-000000000001', second ?? '')
  t.equal(await opened(elsewhere), 'other_controller')
})

test('an account may be known from the head, or only from the events', async t => {
  const own = { adapter: 'acme', settings: {}, accounts: ['a1'] }
  const adapter = acmeWith({ authenticate: byAccount({ header: 'x-account' }) })
  const { receiver, integration } = receiverOf(adapter, memoryStore([own]))
  t.equal(admit(receiver, head({}, { 'x-account': 'a1' }), 'event'), integration)
  t.equal(admit(receiver, head({}, { 'x-account': 'a2' }), 'event'), null)
  t.equal(admit(receiver, head({}), 'event'), null)
})
