import { accountId, defineAdapter, didAndKey, email, json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

let told: 'granted' | 'withdrawn' | 'unknown' = 'unknown'

export default defineAdapter({
  name: 'tellable',
  title: 'Tellable',
  settings: Type.Object({}, { additionalProperties: false }),
  endpoint: { formats: [json()], payload: Type.Object({}) },
  tables: {
    events: [{ type: 'member', meaning: 'subject.updated' }],
    pii: [
      { path: '/email', ...email() },
      { path: '/id', ...accountId({ object: 'profile' }) },
    ],
  },
  authenticate: didAndKey(),
  verifySignature: () => 'signed',
  parseEvent: ({ payload }) => ({
    deliveryId: 'one',
    events: [
      {
        ...{ type: 'member', meaning: 'subject.updated', occurredAt: null },
        ...{ id: 'one', path: '', data: payload },
      },
    ],
  }),
  hosts: () => ['api.example.com'],
  propagate: {
    plan: (_decision, references) => references,
    tell: async (_target, { state }) => {
      told = state
      return 'told'
    },
    look: async () => told,
  },
  // They lie where they were written, not where this is compiled to.
  guides: {
    connect: new URL('../../../test/support/connect.md', import.meta.url),
    erase: new URL('../../../test/support/erase.md', import.meta.url),
  },
})
