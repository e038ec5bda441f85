import { encodeId } from '@conduit/core/host'
import type { HoldNode } from '@conduit/db/retention'
import { holdTerms, termIri } from '@conduit/privacy/vocabulary'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'
import { lengthOf, usualLength } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'
import { DataSubject } from './subject.ts'

export const HoldBasis = builder.enumType('HoldBasis', {
  description: 'Why something is not erased: Art. 17 (3) GDPR.',
  values: [
    'freedom_of_expression',
    'legal_obligation',
    'public_interest',
    'official_authority',
    'public_health',
    'archiving',
    'legal_claims',
  ] as const,
})

export const LegalHold = builder.objectRef<HoldNode>('LegalHold').implement({
  description: 'Keeps what is on record from being deleted, whatever its period.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('hold', controllerId, id) }),
    dataSubjectId: t.id({
      nullable: true,
      description: 'The person that it is about, with those merged with it.',
      resolve: ({ controllerId, subjectId }) =>
        subjectId === null ? null : encodeId('subject', controllerId, subjectId),
    }),
    integration: t.field({
      type: Integration,
      nullable: true,
      description: 'Only what came from here is held; null: wherever it came from.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    basis: t.expose('basis', { type: HoldBasis }),
    basisIri: t.string({
      description: 'The same as a term of the Data Privacy Vocabulary.',
      resolve: ({ basis }) => termIri(holdTerms[basis]),
    }),
    reference: t.exposeString('reference', {
      nullable: true,
      description: 'A matter in another system.',
    }),
    isActive: t.boolean({
      resolve: ({ startsAt, endsAt, releasedAt }, _args, { services }) => {
        const now = services.clock()
        return releasedAt === null && startsAt <= now && (endsAt === null || endsAt > now)
      },
    }),
    startsAt: t.expose('startsAt', { type: DateTime }),
    reviewAt: t.expose('reviewAt', {
      type: DateTime,
      nullable: true,
      description: 'When somebody is to look whether it is still needed.',
    }),
    endsAt: t.expose('endsAt', { type: DateTime, nullable: true }),
    placedAt: t.expose('placedAt', { type: DateTime }),
    placedBy: t.id({
      nullable: true,
      description: 'An API key; null: whoever runs the server.',
      resolve: ({ controllerId, placedByType, placedById }) =>
        actorOf(controllerId, placedByType, placedById),
    }),
    releasedAt: t.expose('releasedAt', { type: DateTime, nullable: true }),
    releasedBy: t.id({
      nullable: true,
      resolve: ({ controllerId, releasedByType, releasedById }) =>
        actorOf(controllerId, releasedByType, releasedById),
    }),
  }),
})

export const LegalHoldConnection = builder.connectionObject({
  type: LegalHold,
  name: 'LegalHoldConnection',
})

builder.objectField(DataSubject, 'holds', t =>
  t.field({
    type: [LegalHold],
    description:
      'Holds that name this person; those of an integration or of everything are none of them.',
    args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
    resolve: async ({ controllerId, id }, { first }, context) => {
      const length = lengthOf(first)
      const found = await context.holds({ controllerId, id })
      return (found?.holds ?? []).slice(0, length)
    },
  }),
)

function actorOf(controllerId: string, type: string | null, id: string | null): string | null {
  return id !== null && type === 'api_key' ? encodeId('key', controllerId, id) : id
}
