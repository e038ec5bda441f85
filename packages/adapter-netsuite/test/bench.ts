import netsuite from '@conduit/adapter-netsuite'
import samples from '@conduit/adapter-netsuite/samples'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-11-10T09:12:47.000Z')
export const signingSecret = 'ns-test-secret-0123456789'
/** Settings as the adapter sees them. */
export const settings = { signingSecret, accountId: '1234567_SB1' } as const
export const digest = 'd1'.repeat(32)

/** What our script sends. */
export const envelope = (changes: object = {}) => ({
  eventId: '9d2f4c1a-77d1-4c58-a9c8-0d9e2b3f4a01',
  accountId: '1234567_SB1',
  eventType: 'customer.edit',
  recordType: 'customer',
  recordId: 1427,
  timestamp: '2026-11-10T09:12:44.120Z',
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
    digest,
    header: (name: string) => all.get(name),
    query: () => undefined,
  }
}

/** One integration: delivers events, then reads what they name at a scripted platform. */
export function openBench(own: JsonObject = {}) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const store = memoryStore([
    { adapter: 'netsuite', settings: { ...settings, ...own }, accounts: ['1234567_SB1'] },
  ])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(netsuite, { store, keyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (body: unknown) => receive(receiver, integration, requestOf(JSON.stringify(body))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const { calls, unexpected } = platform
      return { outcome: report?.outcome, calls, unexpected }
    },
  }
}
