import { encodeId } from '@conduit/core/host'
import type { IntegrationHits, SuppressionNode } from '@conduit/db/erasure'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { Integration, integrationOf } from './integration.ts'

export const SuppressionReason = builder.enumType('SuppressionReason', {
  values: {
    erased: { description: 'The person was erased.' },
    objection: { description: 'The person does not want it.' },
    imported: { description: 'It came from another list.' },
    other: {},
  } as const,
})

const SuppressionHits = builder.objectRef<IntegrationHits>('SuppressionHits').implement({
  description: 'How often an integration brought a suppressed identifier.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    hits: t.exposeInt('hits'),
  }),
})

export const Suppression = builder.objectRef<SuppressionNode>('Suppression').implement({
  description:
    'An identifier of which nothing is recorded any more: whatever comes of its person is left out before it is stored.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('suppression', controllerId, id) }),
    category: t.field({ type: PiiCategory, resolve: ({ kind }) => kind }),
    token: t.exposeString('token', { description: 'The identifier as a keyed hash.' }),
    group: t.exposeString('groupId', {
      description: 'The same for those that were suppressed together, and are lifted together.',
    }),
    reason: t.expose('reason', { type: SuppressionReason }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    effectiveFrom: t.expose('effectiveFrom', {
      type: DateTime,
      description: 'What happened later may show that the person came back.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: DateTime,
      nullable: true,
      description: 'The first daily sweep after it takes it away.',
    }),
    hits: t.exposeInt('hits', { description: 'How many events showed it.' }),
    lastHitAt: t.expose('lastHitAt', { type: DateTime, nullable: true }),
    integrations: t.field({
      type: [SuppressionHits],
      description: 'Which integrations showed it in the last 90 days.',
      resolve: async ({ controllerId, id }, _args, context) => [
        ...(await context.suppressionHits({ controllerId, id })),
      ],
    }),
    reviewSince: t.expose('reviewSince', {
      type: DateTime,
      nullable: true,
      description: 'Since when a proven event says that the person came back.',
    }),
    keptAt: t.expose('keptAt', {
      type: DateTime,
      nullable: true,
      description: 'When somebody decided that it stays all the same.',
    }),
  }),
})

export const SuppressionConnection = builder.connectionObject({
  type: Suppression,
  name: 'SuppressionConnection',
})
