import { encodeId } from '@conduit/core/host'
import type {
  PurposeMappingNode,
  PurposeNode,
  UnmappedPurpose as Unmapped,
} from '@conduit/db/consents'
import { builder } from '../builder.ts'
import { Integration, integrationOf } from './integration.ts'

export const LegalBasis = builder.enumType('LegalBasis', {
  description: 'Of Art. 6 (1) GDPR.',
  values: [
    'consent',
    'contract',
    'legal_obligation',
    'vital_interests',
    'public_task',
    'legitimate_interests',
  ] as const,
})

export const PurposeMapping = builder.objectRef<PurposeMappingNode>('PurposeMapping').implement({
  description: 'What platforms call a purpose.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('mapping', controllerId, id) }),
    integration: t.field({
      type: Integration,
      nullable: true,
      description: 'Null: any.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    platformPurpose: t.exposeString('platformPurpose', {
      nullable: true,
      description: 'Null: whatever nothing else maps on this channel.',
    }),
    channel: t.exposeString('channel'),
  }),
})

export const Purpose = builder.objectRef<PurposeNode>('Purpose').implement({
  description:
    'What a controller asks consent for, with what ISO/IEC TS 27560 wants to be known of it.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('purpose', controllerId, id) }),
    name: t.exposeString('name'),
    legalBasis: t.expose('legalBasis', { type: LegalBasis }),
    isEssential: t.exposeBoolean('isEssential', { description: 'Nobody can opt out of it.' }),
    notice: t.exposeString('notice', {
      nullable: true,
      description: 'Where the notice stands that people were shown.',
    }),
    language: t.exposeString('language', { nullable: true, description: 'Of the notice, BCP 47.' }),
    jurisdiction: t.exposeString('jurisdiction', { nullable: true }),
    recipients: t.exposeStringList('recipients'),
    retention: t.exposeString('retention', { nullable: true }),
    withdrawalMethod: t.exposeString('withdrawalMethod', { nullable: true }),
    mappings: t.field({
      type: [PurposeMapping],
      description: 'At most 2,000 of a controller.',
      resolve: async ({ controllerId, id }, _args, context) => [
        ...((await context.mappings({ controllerId, id }))?.mappings ?? []),
      ],
    }),
  }),
})

export const PurposeConnection = builder.connectionObject({
  type: Purpose,
  name: 'PurposeConnection',
})

export const UnmappedPurpose = builder.objectRef<Unmapped>('UnmappedPurpose').implement({
  description: 'What an integration calls a purpose that nothing maps by its name.',
  fields: t => ({
    integration: t.field({ type: Integration, resolve: integrationOf }),
    platformPurpose: t.exposeString('purpose'),
    channel: t.exposeString('channel'),
    default: t.field({
      type: Purpose,
      nullable: true,
      description: 'What the channel has by default; null: consents have the name of the platform.',
      resolve: ({ controllerId, purposeId }, _args, context) =>
        purposeId === null ? null : context.purpose({ controllerId, id: purposeId }),
    }),
  }),
})
