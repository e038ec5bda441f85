import { createHmac } from 'node:crypto'
import {
  type AdapterSpec,
  accountId,
  defineAdapter,
  didAndKey,
  email,
  type IntegrationAdapter,
  json,
  opening,
  type Parsed,
  refuse,
  secret,
  verifyHmac,
} from '@conduit/core'
import {
  type AdapterPluginOptions,
  createReceiver,
  type MemoryStore,
  memoryStore,
  type ReceiverOptions,
} from '@conduit/core/host'
import { createKeyring } from '@conduit/privacy'
import { type TObject, Type } from '@sinclair/typebox'
import fastify from 'fastify'

/** A small honest platform: signed JSON, several events a delivery, accounts, thin events. */
export const settings = Type.Object(
  {
    signingSecret: secret(Type.String({ minLength: 4 }), { proves: true }),
    accounts: Type.Optional(Type.Array(Type.String())),
    apiKey: opening('Opens the account.'),
  },
  { additionalProperties: false },
)

export const payload = Type.Object({
  id: Type.String(),
  events: Type.Array(
    Type.Object({
      type: Type.String(),
      account: Type.Optional(Type.String()),
      thin: Type.Optional(Type.String()),
    }),
  ),
})

/** What the author of Acme writes. */
export type Spec = AdapterSpec<typeof settings, TObject<Record<never, never>>, typeof payload>

const spec: Spec = {
  name: 'acme',
  title: 'Acme',
  settings,
  endpoint: {
    formats: [json({ strip: ['password'] })],
    payload,
    headers: ['x-acme-topic'],
    maxBytes: 10_000,
  },
  tables: {
    events: [{ type: 'member.*', meaning: 'subject.updated' }],
    pii: [
      { path: '/email', ...email() },
      { path: '/id', ...accountId({ object: 'member' }) },
      { path: '/notes/*', category: 'free_text' },
      { path: '/guests/*/email', ...email(), person: '/guests/*' },
    ],
  },
  authenticate: didAndKey(),
  accounts: ({ accounts }) => accounts ?? [],
  verifySignature(request, integration) {
    if (request.header('x-acme-ping') !== undefined) return { handshake: { text: 'pong' } }
    verifyHmac({
      secrets: [integration.settings.signingSecret],
      message: [request.bytes],
      signatures: [
        request.header('x-acme-signature') ?? refuse('unauthorized', 'signature_missing'),
      ],
      encoding: 'hex',
    })
    return 'signed'
  },
  parseEvent({ payload: { id, events } }): Parsed {
    return {
      deliveryId: id,
      events: events.map((event, index) => ({
        type: event.type,
        meaning: 'subject.updated',
        occurredAt: null,
        id: `${id}/${index}`,
        ...(event.account !== undefined && { account: event.account }),
        path: `/events/${index}`,
        data: event,
        ...(event.thin !== undefined && {
          wants: { key: event.thin, ref: { member: event.thin } },
        }),
      })),
    }
  },
  guides: {
    connect: new URL('connect.md', import.meta.url),
    erase: new URL('erase.md', import.meta.url),
  },
}

/** Acme, with some of its methods replaced. */
export function acmeWith(changes: Partial<Spec> = {}) {
  return defineAdapter({ ...spec, ...changes })
}

export const acme = acmeWith()
export const signingSecret = 'acme-secret-0001'
export const keyring = createKeyring(
  [{ id: 'k1', bytes: Buffer.from(new Uint8Array(32).map((_, i) => i)) }],
  {
    allowWeak: true,
  },
)
export const did = 'did:example:acme'
export const dxKey = `dxk_${Buffer.alloc(32, 7).toString('base64url')}`
export const now = new Date('2026-11-10T09:00:00.000Z')

/** A store with one integration of Acme. */
export function acmeStore(): MemoryStore {
  return memoryStore([{ adapter: 'acme', settings: { signingSecret }, did, dxKey }])
}

/** The receiver of an adapter, and the first integration of its store. */
export function receiverOf(
  adapter: IntegrationAdapter = acme,
  store = acmeStore(),
  options: Partial<ReceiverOptions> = {},
) {
  const receiver = createReceiver(adapter, { store, keyring, clock: () => now, ...options })
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  return { receiver, store, stored, integration: receiver.open(stored) }
}

/** An app with one integration of an adapter, and how to call it. */
export async function appOf(
  adapter = acme,
  options: Partial<AdapterPluginOptions> & { store?: MemoryStore } = {},
) {
  const store = options.store ?? acmeStore()
  const app = fastify({ exposeHeadRoutes: false })
  await app.register(adapter.plugin, {
    prefix: '/acme',
    keyring,
    clock: () => now,
    ...options,
    store,
  })
  const post = (body: string | Buffer, changes: Record<string, string> = {}, url = eventUrl) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'x-acme-signature': signed(body), ...changes },
      payload: body,
    })
  return { app, store, post }
}

export const eventUrl = `/acme/event?did=${encodeURIComponent(did)}&dxKey=${dxKey}`

export function signed(body: string | Buffer, withSecret = signingSecret): string {
  return createHmac('sha256', withSecret).update(body).digest('hex')
}

export function bodyOf(...events: readonly Record<string, unknown>[]): string {
  return JSON.stringify({
    id: 'd1',
    events: events.map(event => ({ type: 'member.updated', ...event })),
  })
}
