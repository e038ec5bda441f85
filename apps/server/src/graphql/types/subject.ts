import { encodeId } from '@conduit/core/host'
import type { SubjectNode } from '@conduit/db'
import type {
  KindOfData,
  MergedSubject,
  Restriction as RestrictionNode,
  SubjectIdentifier,
} from '@conduit/db/people'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { missing } from '../missing.ts'
import { upTo } from '../query-limits.ts'
import { DateTime } from '../scalars.ts'
import { Consent, lengthOf, usualLength } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'
import { LinkSuggestion } from './link.ts'
import { DataSubjectRequest } from './request.ts'

const IdentifierToken = builder.objectRef<SubjectIdentifier>('IdentifierToken').implement({
  description: 'An identifier as a keyed hash.',
  fields: t => ({
    category: t.expose('category', { type: PiiCategory }),
    token: t.exposeString('token'),
    firstSeen: t.expose('firstSeen', { type: DateTime }),
    isVerified: t.exposeBoolean('isVerified', {
      description:
        'A proven event showed it. What only unsigned events showed names nobody, and nothing to erase.',
    }),
    integration: t.field({
      type: Integration,
      description: 'The one that showed it first.',
      resolve: integrationOf,
    }),
  }),
})

const CategoryOfData = builder.objectRef<KindOfData>('CategoryOfData').implement({
  description: 'How often data of one kind came from one platform.',
  fields: t => ({
    category: t.expose('category', { type: PiiCategory }),
    integration: t.field({ type: Integration, resolve: integrationOf }),
    count: t.exposeInt('count', { description: 'In how many processing activities.' }),
    lastAt: t.expose('lastAt', { type: DateTime }),
  }),
})

const MergedDataSubject = builder.objectRef<MergedSubject>('MergedDataSubject').implement({
  description: 'A data subject that was merged into another one.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('subject', controllerId, id) }),
    shortName: t.exposeString('shortName'),
    mergedAt: t.expose('mergedAt', { type: DateTime }),
  }),
})

export const RestrictionReason = builder.enumType('RestrictionReason', {
  description: 'Of Art. 18 (1) GDPR.',
  values: {
    accuracy_contested: {},
    unlawful_processing: { description: 'The person wants no erasure.' },
    legal_claims: { description: 'The person needs the data for them.' },
    objection: { description: 'It is not decided yet.' },
  } as const,
})

const Restriction = builder.objectRef<RestrictionNode>('Restriction').implement({
  description: 'A time in which the data of a person might only be kept.',
  fields: t => ({
    reason: t.expose('reason', { type: RestrictionReason }),
    restrictedAt: t.expose('restrictedAt', { type: DateTime }),
    liftedAt: t.expose('liftedAt', {
      type: DateTime,
      nullable: true,
      description: 'Null: it holds.',
    }),
  }),
})

export const DataSubject = builder.objectRef<SubjectNode>('DataSubject').implement({
  description: 'A person, known by keyed hashes of identifiers only.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('subject', controllerId, id) }),
    did: t.exposeString('did'),
    shortName: t.exposeString('shortName', {
      description: '`P-` and six letters of the id, to speak of the person by.',
    }),
    isShortNameShared: t.boolean({
      description: 'Another person of the controller has the same one.',
      resolve: ({ controllerId, id }, _args, context) =>
        context.isShortNameShared({ controllerId, id }),
    }),
    state: t.exposeString('state', {
      description: '`active`, `restricted`, `erased`. Restricted if anybody who was merged is.',
    }),
    restrictions: t.field({
      type: [Restriction],
      description: 'The last one comes first.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        return (await context.restrictions({ controllerId, id })).toReversed().slice(0, length)
      },
    }),
    merged: t.field({
      type: [MergedDataSubject],
      description: 'Who was merged into this person; who came first stands first.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        return (await context.merged({ controllerId, id })).slice(0, length)
      },
    }),
    firstSeen: t.expose('firstSeen', { type: DateTime }),
    lastSeen: t.expose('lastSeen', { type: DateTime }),
    identifiers: t.field({
      type: [IdentifierToken],
      resolve: async ({ controllerId, id }, _args, context) => [
        ...(await context.identifiers({ controllerId, id })),
      ],
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
    categories: t.field({
      type: [CategoryOfData],
      description:
        'Which kinds of data came of this person, from where: of the newest five hundred activities.',
      resolve: async ({ controllerId, id }, _args, context) => [
        ...(await context.kindsOfData({ controllerId, id })),
      ],
    }),
    linkSuggestions: t.field({
      type: [LinkSuggestion],
      description:
        'Who may be the same person, the newest first; last who shares a mailbox of many.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        return (await context.links({ controllerId, id })).slice(0, length)
      },
    }),
    requests: t.field({
      type: [DataSubjectRequest],
      description:
        'What this person asks, those that are due first; more by `Query.dataSubjectRequests`.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        const asked = await context.requestsOf({ controllerId, id })
        return (asked?.found ?? []).slice(0, length)
      },
    }),
    activities: t.int({
      description: 'How many processing activities speak of this person.',
      resolve: async ({ controllerId, id }, _args, context) =>
        await context.activityCount({ controllerId, id }),
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
      if (subject === null) throw await missing(context, controllerId, 'a data subject is missing')
      return subject
    },
  }),
)

builder.objectField(LinkSuggestion, 'dataSubjects', t =>
  t.field({
    type: [DataSubject],
    description: 'The two of them.',
    complexity: upTo(2),
    resolve: async ({ controllerId, subjectIds }, _args, context) => {
      const found = await Promise.all(subjectIds.map(id => context.subject({ controllerId, id })))
      return found.filter(subject => subject !== null)
    },
  }),
)
builder.objectFields(DataSubjectRequest, t => ({
  dataSubject: t.field({
    type: DataSubject,
    nullable: true,
    description: 'Who it seems to be; null: nobody is known, or several are.',
    resolve: ({ controllerId, subjectId }, _args, context) =>
      subjectId === null ? null : context.subject({ controllerId, id: subjectId }),
  }),
  possiblePeople: t.field({
    type: [DataSubject],
    description: 'Who is known by what it names its person by; twenty at most.',
    complexity: upTo(20),
    resolve: async ({ controllerId, id }, _args, context) => {
      const people = (await context.possiblePeople({ controllerId, id }))?.found ?? []
      const found = people.map(each => context.subject({ controllerId, id: each }))
      return (await Promise.all(found)).filter(subject => subject !== null)
    },
  }),
}))
