import quickbooks from '@conduit/adapter-quickbooks'
import samples from '@conduit/adapter-quickbooks/samples'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { type FakeCall, fakePlatform, testKeyring } from '@conduit/testing'

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

/** One integration per company: delivers batches, then reads what they name at a scripted platform. */
export function openBench(...companies: readonly JsonObject[]) {
  const integrations = companies.map(own => ({
    adapter: 'quickbooks',
    settings: own,
    accounts: [String(own.realmId)],
  }))
  const store = memoryStore(integrations)
  const receiver = createReceiver(quickbooks, {
    options: { signingSecret },
    store,
    keyring: testKeyring,
    clock: () => now,
  })
  return {
    store,
    deliver: (body: unknown) => receive(receiver, null, requestOf(JSON.stringify(body))),
    async read(script: readonly FakeCall[]) {
      const [stored] = store.integrations
      if (stored === undefined) throw new Error('no integration')
      const platform = await fakePlatform(script)
      const { transport } = platform
      const report = await runRead({ receiver, integration: receiver.open(stored), transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
