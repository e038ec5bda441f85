import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import type { ConsentNode, ConsentSource, ConsentStatementNode } from '@conduit/db/consents'
import { builder } from '../builder.ts'
import { Verification } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { Integration, integrationOf } from './integration.ts'
import { Purpose } from './purpose.ts'

export const ConsentState = builder.enumType('ConsentState', {
  values: ['granted', 'withdrawn'] as const,
})

export const ConsentMethod = builder.enumType('ConsentMethod', {
  description: 'How a statement of consent came to us.',
  values: {
    platform: { description: 'A platform told of it.' },
    form: {},
    paper: {},
    phone: {},
    in_person: {},
    gpc: { description: 'Global Privacy Control, a signal of the browser.' },
    import: { description: 'From a file.' },
    other: {},
  } as const,
})

/** An integration by its id, where there is one. */
const Source = {
  type: Integration,
  nullable: true,
  description: 'Null: no platform said it, somebody recorded it.',
} as const

const ConsentStatement = builder.objectRef<ConsentStatementNode>('ConsentStatement').implement({
  description: 'One thing that somebody said of consent. Statements are only ever added.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('consent', controllerId, id) }),
    state: t.expose('state', { type: ConsentState }),
    occurredAt: t.expose('saidAt', {
      type: DateTime,
      nullable: true,
      description: "When it was said, by the platform's clock; null: nobody has told.",
    }),
    isTimeSigned: t.exposeBoolean('isTimeSigned', {
      description:
        'That time is proven. A statement whose time is not never outweighs one whose time is.',
    }),
    verification: t.expose('verification', { type: Verification }),
    purpose: t.exposeString('purpose', { description: 'In the words of who said it.' }),
    legalBasis: t.exposeString('legalBasis', {
      nullable: true,
      description: "In the platform's words.",
    }),
    givenThrough: t.exposeString('givenThrough', {
      nullable: true,
      description: 'A form, an import, a reply: in the words of who said it.',
    }),
    method: t.expose('method', { type: ConsentMethod }),
    recordedAt: t.expose('recordedAt', { type: DateTime }),
    recordedBy: t.id({
      nullable: true,
      description: 'The API key by which somebody recorded it.',
      resolve: ({ controllerId, actorType, actorId }) =>
        actorId !== null && actorType === 'api_key'
          ? encodeId('key', controllerId, actorId)
          : actorId,
    }),
    integration: t.field({
      ...Source,
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    activityId: t.id({
      nullable: true,
      description: 'The processing activity that told of it.',
      resolve: ({ controllerId, activityId }) =>
        activityId === null ? null : encodeId('activity', controllerId, activityId),
    }),
  }),
})

const ConsentSourceType = builder.objectRef<ConsentSource>('ConsentSource').implement({
  description: 'What the statements of one platform come to, by themselves.',
  fields: t => ({
    state: t.expose('state', { type: ConsentState }),
    occurredAt: t.expose('since', { type: DateTime, nullable: true }),
    verification: t.field({
      type: Verification,
      resolve: ({ statement }) => statement.verification,
    }),
    integration: t.field({
      ...Source,
      resolve: ({ statement: { controllerId }, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
  }),
})

/** Of a list below another one, unless it is asked for more. */
export const usualLength = 20
const mostLength = 100

export const Consent = builder.objectRef<ConsentNode>('Consent').implement({
  description: 'What a person allowed or withdrew, for one purpose on one channel.',
  fields: t => ({
    id: t.id({
      description: 'That of the statement that holds.',
      resolve: ({ controllerId, id }) => encodeId('consent', controllerId, id),
    }),
    channel: t.exposeString('channel', { description: '`email`, `sms`, `phone`, `post`, `any`.' }),
    purpose: t.string({
      description: "The controller's name for it; where nothing maps it, the platform's.",
      resolve: async ({ controllerId, purposeId, purpose }, _args, context) => {
        if (purposeId === null) return purpose
        return (await context.purpose({ controllerId, id: purposeId }))?.name ?? purpose
      },
    }),
    definition: t.field({
      type: Purpose,
      nullable: true,
      description: 'The purpose; null: nothing maps what the platform calls it.',
      resolve: ({ controllerId, purposeId }, _args, context) =>
        purposeId === null ? null : context.purpose({ controllerId, id: purposeId }),
    }),
    state: t.expose('state', { type: ConsentState }),
    occurredAt: t.expose('since', {
      type: DateTime,
      nullable: true,
      description: 'When the statement that holds was said; null: nobody has told.',
    }),
    integration: t.field({
      ...Source,
      resolve: ({ statement: { controllerId, integrationId } }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    verification: t.field({
      type: Verification,
      resolve: ({ statement }) => statement.verification,
    }),
    conflict: t.exposeBoolean('isConflict', {
      description: 'A platform goes by another state than the one that holds.',
    }),
    sources: t.field({
      type: [ConsentSourceType],
      resolve: ({ sources }) => [...sources],
    }),
    history: t.field({
      type: [ConsentStatement],
      description: 'What was said last comes first. Of what is alike the newest fifty.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: ({ history }, { first }) => history.toReversed().slice(0, lengthOf(first)),
    }),
  }),
})

export const ConsentConnection = builder.connectionObject({
  type: Consent,
  name: 'ConsentConnection',
})

/** How long a list below another one is to be. @throws {ConduitError} `invalid` */
export function lengthOf(first: number | null | undefined): number {
  const length = first ?? usualLength
  if (length >= 1 && length <= mostLength) return length
  const faults = [{ pointer: '/first', detail: `must be a whole number from 1 to ${mostLength}` }]
  throw new ConduitError('invalid', { reason: 'not a part of a list', faults })
}
