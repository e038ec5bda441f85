import { encodeId } from '@conduit/core/host'
import { type SubjectIdentifier, type SubjectNode, subjectDetail } from '@conduit/db'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
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
