import { accountId, defineAdapter, didAndKey, email, json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

const said = new Map<string, 'granted' | 'withdrawn'>()
const tried = new Set<string>()

const choice = Type.Object({
  channel: Type.String(),
  purpose: Type.String(),
  state: Type.Union([Type.Literal('granted'), Type.Literal('withdrawn')]),
})

/** Sends letters: can be told of them, erases them at the second try, and leaves profiles to a person. */
export default defineAdapter({
  name: 'letters',
  title: 'Letters',
  settings: Type.Object({}, { additionalProperties: false }),
  endpoint: {
    formats: [json()],
    payload: Type.Object({
      id: Type.String(),
      member: Type.Object({}),
      says: Type.Optional(Type.Array(choice)),
    }),
  },
  tables: {
    events: [{ type: 'member', meaning: 'subject.updated' }],
    pii: [
      { path: '/member/email', ...email() },
      { path: '/member/id', ...accountId({ object: 'profile' }) },
    ],
  },
  authenticate: didAndKey(),
  verifySignature: () => 'signed',
  parseEvent: ({ payload: { id, member, says = [] } }) => ({
    deliveryId: id,
    events: [
      {
        ...{ type: 'member', meaning: 'subject.updated', occurredAt: null },
        ...{ id, path: '', data: { member }, consents: says },
      },
    ],
  }),
  hosts: () => ['api.example.com'],
  propagate: {
    plan: (_decision, references) => references,
    tell: async ({ id }, { purpose, state }) => {
      said.set(`${id} ${purpose}`, state)
      return 'told'
    },
    look: async ({ id }, { purpose }) => said.get(`${id} ${purpose}`) ?? 'unknown',
  },
  redact: {
    find: async ({ references }) =>
      references.flatMap(({ id }) => [
        {
          target: { object: 'profile', id },
          ...{ action: 'by_hand', expected: 'manual_required' },
          instructions: 'Delete it in its office.',
        } as const,
        { target: { object: 'letter', id }, action: 'erase', expected: 'erased' } as const,
      ]),
    erase: async ({ action, key }) => {
      if (action === 'by_hand') return { outcome: 'manual_required' }
      if (tried.has(key)) return { outcome: 'erased' }
      tried.add(key)
      return { outcome: 'failed_permanent' }
    },
    check: async () => ({ found: 'clean' }),
  },
  // They lie where they were written, not where this is compiled to.
  guides: {
    connect: new URL('../../../test/support/connect.md', import.meta.url),
    erase: new URL('../../../test/support/erase.md', import.meta.url),
  },
})
