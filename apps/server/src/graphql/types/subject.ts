import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import { type SubjectIdentifier, type SubjectNode, subjectDetail } from '@conduit/db'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { Consent, lengthOf, usualLength } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'

const IdentifierToken = builder
  .objectRef<SubjectIdentifier & { readonly controllerId: string }>('IdentifierToken')
  .implement({
    description: 'An identifier as a keyed hash.',
    fields: t => ({
      category: t.expose('category', { type: PiiCategory }),
      token: t.exposeString('token'),
      firstSeen: t.expose('firstSeen', { type: DateTime }),
      integration: t.field({
        type: Integration,
        description: 'The one that showed it first.',
        resolve: integrationOf,
      }),
    }),
  })

export const DataSubject = builder.objectRef<SubjectNode>('DataSubject').implement({
  description: 'A person, known by keyed hashes of identifiers only.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('subject', controllerId, id) }),
    did: t.exposeString('did'),
    state: t.exposeString('state', { description: '`active`, `restricted`, `erased`.' }),
    firstSeen: t.expose('firstSeen', { type: DateTime }),
    lastSeen: t.expose('lastSeen', { type: DateTime }),
    identifiers: t.field({
      type: [IdentifierToken],
      resolve: async ({ controllerId, id }, _args, { services }) => {
        const { identifiers } = await subjectDetail(services.database, controllerId, id)
        return identifiers.map(identifier => ({ ...identifier, controllerId }))
      },
    }),
    consents: t.field({
      type: [Consent],
      description:
        'What this person allowed or withdrew. Those behind the hundredth: `Query.consents`.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        const found = await context.consents({ controllerId, id })
        return (found?.consents ?? []).slice(0, length)
      },
    }),
    activities: t.int({
      description: 'How many processing activities speak of this person.',
      resolve: async ({ controllerId, id }, _args, { services }) =>
        (await subjectDetail(services.database, controllerId, id)).activities,
    }),
  }),
})

export const DataSubjectConnection = builder.connectionObject({
  type: DataSubject,
  name: 'DataSubjectConnection',
})

// Here and not with the rest: each of the two types speaks of the other.
builder.objectField(Consent, 'dataSubject', t =>
  t.field({
    type: DataSubject,
    resolve: async ({ controllerId, subjectId }, _args, context) => {
      const subject = await context.subject({ controllerId, id: subjectId })
      if (subject === null)
        throw new ConduitError('internal', { reason: 'a data subject is missing' })
      return subject
    },
  }),
)
