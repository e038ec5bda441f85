import {
  accountId,
  byAccount,
  type DefinedAdapter,
  defineAdapter,
  didAndKey,
  email,
  json,
  learned,
  refuse,
  secret,
} from '@conduit/core'
import type { LoadedAdapters } from '@conduit/server'
import { Type } from '@sinclair/typebox'
import { guides } from './guides.ts'

/** What the invented platform answers when it is read; tests change it. */
export interface LoyaltyPlatform {
  /** Called on each reading; throws or gives the members that are new. */
  read: () => Promise<readonly { readonly id: string; readonly email: string }[]>
  readings: number
}

const settings = Type.Object(
  {
    shop: Type.String({ pattern: '^[a-z]{3,20}$', description: 'Name of the shop.' }),
    apiKey: secret(Type.String({ minLength: 8, description: 'Key of its API.' })),
    webhookSecret: learned(
      secret(Type.String({ minLength: 8, description: 'Comes with the first call.' })),
    ),
    pollMinutes: Type.Optional(
      Type.Number({ minimum: 1, description: 'Minutes between two readings.' }),
    ),
  },
  { additionalProperties: false },
)

/** What a member allowed or withdrew. */
const choice = Type.Object({
  channel: Type.String(),
  purpose: Type.String(),
  state: Type.Union([Type.Literal('granted'), Type.Literal('withdrawn')]),
})

/** An invented platform: calls with DID and key, is read and polled, and can be made to fail. */
export function loyaltyAdapter(platform: LoyaltyPlatform): DefinedAdapter {
  return defineAdapter({
    name: 'loyalty',
    title: 'Loyalty',
    settings,
    state: Type.Object({ cursor: Type.Optional(Type.String()) }),
    endpoint: {
      formats: [json()],
      payload: Type.Object({
        id: Type.String(),
        member: Type.Optional(Type.Object({})),
        says: Type.Optional(Type.Array(choice)),
      }),
    },
    tables: {
      events: [{ type: '*', meaning: 'subject.updated' }],
      pii: [
        { path: '/member/email', ...email() },
        { path: '/member/id', ...accountId() },
      ],
    },
    authenticate: didAndKey(),
    verifySignature: () => 'unsigned',
    parseEvent: ({ payload }) => {
      if (payload.id === 'bug') throw new TypeError('canary4711 of our own code')
      if (payload.id === 'refused') refuse('invalid', 'value_missing', { pointer: '/id' })
      const wants =
        payload.member === undefined ? { key: payload.id, ref: { id: payload.id } } : undefined
      return {
        deliveryId: payload.id,
        events: [
          {
            type: 'member',
            meaning: 'subject.updated',
            occurredAt: null,
            id: payload.id,
            path: '',
            data: payload,
            consents: payload.says ?? [],
            ...(wants !== undefined && { wants }),
          },
        ],
      }
    },
    accounts: ({ shop }) => [shop],
    hosts: ({ shop }) => [`${shop}.example.com`],
    pollEvery: ({ pollMinutes }) => (pollMinutes ?? 0) * 60,
    async read(want) {
      platform.readings += 1
      const members = await platform.read()
      const member = members.find(({ id }) => id === want.ref.id)
      if (member === undefined) return { event: null }
      return { event: { ...want.event, id: null, path: '', data: { member } } }
    },
    async *poll() {
      platform.readings += 1
      const members = await platform.read()
      const events = members.map(member => ({
        type: 'member',
        meaning: 'subject.updated' as const,
        occurredAt: null,
        id: member.id,
        path: '',
        data: { member },
      }))
      yield { events, state: { cursor: `after ${members.length}` } }
    },
    guides,
  }) as DefinedAdapter
}

/** An invented platform that calls one address for all of its customers. */
export const sharedAdapter = defineAdapter({
  name: 'shared',
  title: 'Shared',
  settings: Type.Object({ tenant: Type.String() }, { additionalProperties: false }),
  endpoint: { formats: [json()], payload: Type.Object({}) },
  tables: { events: [], pii: [] },
  authenticate: byAccount({ header: 'x-tenant' }),
  verifySignature: () => 'unsigned',
  parseEvent: () => ({ deliveryId: null, events: [] }),
  accounts: ({ tenant }) => [tenant],
  guides,
}) as DefinedAdapter

/** These adapters, as if they had been loaded. */
export function loaded(...adapters: readonly DefinedAdapter[]): LoadedAdapters {
  return {
    adapters: adapters.map(adapter => ({
      adapter,
      package: `@acme/${adapter.name}`,
      root: `/acme/${adapter.name}`,
      samples: null,
      options: {},
      allow: null,
      maxBytes: null,
    })),
    faults: [
      {
        adapter: '@acme/broken',
        code: 'import_failed',
        message: 'importing it failed (TypeError)',
      },
    ],
  }
}

/** A platform with nothing to tell. */
export function quietPlatform(): LoyaltyPlatform {
  return { read: async () => [], readings: 0 }
}
