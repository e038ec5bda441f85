import quickbooks from '@conduit/adapter-quickbooks'
import samples from '@conduit/adapter-quickbooks/samples'
import { type JsonObject, memoryStore, type Receiver, receive, runFetch } from '@conduit/core'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-09-11T08:02:16.000Z')
export const signingSecret = '3f1d6a52-7a0e-4c55-9a37-0f5d1c1e7b90'
export const realm = '9341455608737412'
export const otherRealm = '9130357849016286'
export const apiBaseUrl = 'https://quickbooks.api.intuit.com'
/** Settings as the adapter sees them. */
export const settings = { signingSecret, realmId: realm, apiBaseUrl } as const

/** A CloudEvent as Intuit writes it. */
export const cloudEvent = (changes: object = {}) => ({
  specversion: '1.0',
  id: '88cd52aa-33b6-4351-9aa4-47572edbd068',
  source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
  type: 'qbo.customer.updated.v1',
  datacontenttype: 'application/json',
  time: '2026-09-10T21:31:25.179851517Z',
  intuitentityid: '58',
  intuitaccountid: realm,
  data: {},
  ...changes,
})

/** A change in the older payload. */
export const change = (changes: object = {}) => ({
  name: 'Customer',
  id: '58',
  operation: 'Update',
  lastUpdated: '2026-04-05T14:42:19-0700',
  ...changes,
})

/** A request with this body; it is signed rightly unless told otherwise. */
export function requestOf(body: string | Buffer, headers: Readonly<Record<string, string>> = {}) {
  const bytes = Buffer.from(body)
  const request = { method: 'POST', url: '', headers: {}, body: bytes }
  const signed = samples.sign(request, { signingSecret }, now)
  const all = new Map(Object.entries({ 'content-type': 'application/json', ...signed, ...headers }))
  return {
    method: 'POST',
    url: '',
    receivedAt: now,
    bytes,
    digest: '',
    header: (name: string) => all.get(name),
    query: () => undefined,
  }
}

/** One connection per company: delivers batches, then reads what they name at a scripted platform. */
export function openBench(...companies: readonly JsonObject[]) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const connections = companies.map(own => ({
    adapter: 'quickbooks',
    settings: own,
    accounts: [String(own.realmId)],
  }))
  const store = memoryStore(connections)
  const options = { signingSecret }
  const receiver: Receiver = { adapter: quickbooks, options, store, keyring, clock: () => now }
  return {
    store,
    deliver: (body: unknown) => receive(receiver, null, requestOf(JSON.stringify(body))),
    async read(script: readonly FakeCall[]) {
      const [connection] = store.connections
      if (connection === undefined) throw new Error('no connection')
      const platform = await fakePlatform(script)
      const report = await runFetch({ receiver, connection, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
