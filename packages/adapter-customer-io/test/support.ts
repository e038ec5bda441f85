import customerIo from '@conduit/adapter-customer-io'
import samples from '@conduit/adapter-customer-io/samples'
import { compileRows, type JsonObject, pick } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { type FakeCall, fakePlatform, testKeyring } from '@conduit/testing'

export const now = new Date('2026-11-10T09:00:00.000Z')
export const signingSecret = '9f2c41d7e8b35a60c1d2e3f4a5b6c7d8'
export const settings = { signingSecret, region: 'us', toleranceSeconds: 300 } as const

/** A webhook as Customer.io writes it. */
export const reported = (object_type: string | null, metric: string, data: object = {}) => ({
  event_id: '01K7GQ4CT9MHB3ZQ2VXK8TNAPQ',
  object_type,
  metric,
  timestamp: 1_794_301_190,
  data: { identifiers: { id: 'u1', email: 'ada@example.com', cio_id: 'b7f20e0a31c1' }, ...data },
})

/** A request with this body, signed unless told otherwise. */
export function requestOf(body: string | Uint8Array, changes: Record<string, string> = {}) {
  const bytes = Buffer.from(body)
  const request = { method: 'POST', url: '', headers: {}, body: bytes }
  const headers: Record<string, string | undefined> = {
    'content-type': 'application/json',
    ...samples.sign(request, settings, now),
    ...changes,
  }
  return {
    method: 'POST',
    url: '',
    receivedAt: now,
    bytes,
    digest: `digest of ${bytes}`,
    header: (name: string) => headers[name],
    query: () => undefined,
  }
}

export function parse(payload: unknown) {
  const delivery = { ...requestOf(JSON.stringify(payload)), payload }
  return customerIo.parseEvent(delivery, { settings, state: {} })
}

export function personalDataOf(payload: unknown) {
  const [event] = parse(payload).events
  if (event === undefined) throw new Error('no event')
  const found = pick(compileRows(customerIo.tables.pii), event)
  const { fields, people } = customerIo.extractPii(event, { settings, state: {} }, found)
  return {
    fields: fields.map(({ path, category }) => `${path} ${category}`),
    people,
    identifiers: people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
  }
}

/** One integration: delivers webhooks, then reads what they want at a scripted platform. */
export function openBench(more: JsonObject) {
  const store = memoryStore([{ adapter: 'customer-io', settings: { signingSecret, ...more } }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(customerIo, { store, keyring: testKeyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (payload: unknown) =>
      receive(receiver, integration, requestOf(JSON.stringify(payload))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
