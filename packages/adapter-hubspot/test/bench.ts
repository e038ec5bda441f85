import hubspot from '@conduit/adapter-hubspot'
import samples from '@conduit/adapter-hubspot/samples'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-08-29T10:40:01.500Z')
export const url = 'https://hooks.example.com/event?did=did%3Aweb%3Aacme.example&dxKey=k'
export const signingSecret = '5c1f7d9e-3b52-4a86-9d0c-7e1a2b3c4d5e'
export const portalId = '891472211'
/** Settings as the adapter sees them. */
export const settings = { signingSecret, portalId, acceptLegacySignatures: false }

/** An event as HubSpot writes it. */
export const notification = (changes: object = {}) => ({
  eventId: 3029365631,
  subscriptionId: 686627,
  portalId: Number(portalId),
  appId: 7906213,
  occurredAt: 1787999997800,
  subscriptionType: 'contact.creation',
  attemptNumber: 0,
  objectId: 847297356,
  changeSource: 'CRM_UI',
  changeFlag: 'NEW',
  sourceId: 'userId:882761034',
  ...changes,
})

/** A change of one property. */
export const change = (propertyName: string, propertyValue: unknown, changes: object = {}) =>
  notification({
    subscriptionType: 'contact.propertyChange',
    propertyName,
    propertyValue,
    sourceId: '',
    ...changes,
  })

/** A request with this body, signed by version 3 unless other headers are given. */
export function requestOf(
  body: string | Buffer,
  headers?: Readonly<Record<string, string>>,
  changes: { readonly url?: string; readonly method?: string; readonly receivedAt?: Date } = {},
) {
  const bytes = Buffer.from(body)
  const request = { method: 'POST', url, receivedAt: now, ...changes }
  const signed = samples.sign({ ...request, headers: {}, body: bytes }, settings, now) ?? {}
  const all = new Map(Object.entries(headers ?? signed))
  all.set('content-type', 'application/json')
  return {
    ...request,
    bytes,
    digest: '',
    header: (name: string) => all.get(name),
    query: () => undefined,
  }
}

/** One integration: delivers events, then reads what they name at a scripted platform. */
export function openBench(own: JsonObject = {}) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const store = memoryStore([
    { adapter: 'hubspot', settings: { signingSecret, portalId, ...own }, accounts: [portalId] },
  ])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(hubspot, { store, keyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (...events: readonly object[]) =>
      receive(receiver, integration, requestOf(JSON.stringify(events))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.pathname}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
