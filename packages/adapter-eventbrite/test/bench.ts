import eventbrite from '@conduit/adapter-eventbrite'
import type { JsonObject } from '@conduit/core'
import { createReceiver, memoryStore, receive, runRead } from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-10-20T15:29:51.000Z')
export const settings = {
  organizationId: '311',
  webhookIds: ['118'],
  apiBaseUrl: 'https://www.eventbriteapi.com/v3',
}
export const order = 'https://www.eventbriteapi.com/v3/orders/10/'
export const attendee = 'https://www.eventbriteapi.com/v3/events/71/attendees/13/'

/** A notification as Eventbrite writes it. */
export const notification = (action: string, url: string, config: object = {}) => ({
  config: { action, user_id: '311', webhook_id: '118', ...config },
  api_url: url,
})

/** A request with this body. */
export function requestOf(body: string, headers: Readonly<Record<string, string>> = {}) {
  const all = new Map(Object.entries({ 'content-type': 'application/json', ...headers }))
  return {
    method: 'POST',
    url: '',
    receivedAt: now,
    bytes: Buffer.from(body),
    digest: '',
    header: (name: string) => all.get(name),
    query: () => undefined,
  }
}

/** One integration: delivers notifications, then reads what they name at a scripted platform. */
export function openBench(changes: JsonObject = { privateToken: 'eb-token' }) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const { webhookIds, ...rest } = { ...settings, ...changes }
  const own = webhookIds.length > 0 ? { ...rest, webhookIds } : rest
  const store = memoryStore([{ adapter: 'eventbrite', settings: own }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const receiver = createReceiver(eventbrite, { store, keyring, clock: () => now })
  const integration = receiver.open(stored)
  return {
    store,
    deliver: (action: string, url: string, config: object = {}) =>
      receive(receiver, integration, requestOf(JSON.stringify(notification(action, url, config)))),
    async read(script: readonly FakeCall[]) {
      const platform = await fakePlatform(script)
      const report = await runRead({ receiver, integration, transport: platform.transport })
      await platform.close()
      const calls = platform.calls.map(({ method, url }) => `${method} ${url.href}`)
      return { outcome: report?.outcome, calls, unexpected: platform.unexpected }
    },
  }
}
