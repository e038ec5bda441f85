import xero from '@conduit/adapter-xero'
import samples from '@conduit/adapter-xero/samples'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { type FakeCall, fakePlatform, testKeyring } from '@conduit/testing'

export const now = new Date('2026-11-03T22:10:48.000Z')
export const signingSecret = 'bG9va3MtbGlrZS1iYXNlNjQtYnV0LWlzLW5vdA=='
export const tenant = '3f2c7c1e-8d0b-4a57-9b9e-6b1f3a5d7c21'
export const contact = '717f2bfc-c6d4-41fd-b238-3f2f0c0cf777'

/** A notification as Xero writes it. */
export const notification = (changes: object = {}) => ({
  resourceUrl: `https://api.xero.com/api.xro/2.0/Contacts/${contact}`,
  resourceId: contact,
  eventDateUtc: '2026-11-03T22:10:45.193',
  eventType: 'UPDATE',
  eventCategory: 'CONTACT',
  tenantId: tenant,
  tenantType: 'ORGANISATION',
  ...changes,
})

/** A request with this body; the header is right unless told otherwise. */
export function requestOf(body: string | Buffer, signature?: string) {
  const bytes = Buffer.from(body)
  const request = { method: 'POST', url: '', headers: {}, body: bytes }
  const signed = samples.sign(request, { signingSecret }, now)?.['x-xero-signature']
  const headers = new Map([
    ['content-type', 'application/json; charset=utf-8'],
    ['x-xero-signature', signature ?? signed ?? ''],
  ])
  return {
    method: 'POST',
    url: '',
    receivedAt: now,
    bytes,
    digest: '',
    header: (name: string) => headers.get(name),
    query: () => undefined,
  }
}

/** One integration: delivers notifications, then reads what they name at a scripted platform. */
export function openBench(settings: JsonObject) {
  const store = memoryStore([
    { adapter: 'xero', settings: { signingSecret, tenantIds: [tenant], ...settings } },
  ])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(xero, { store, keyring: testKeyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (...events: readonly object[]) =>
      receive(receiver, integration, requestOf(JSON.stringify({ events }))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
