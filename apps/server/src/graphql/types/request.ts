import { encodeId } from '@conduit/core/host'
import {
  type RequestEventNode,
  type RequestNode,
  type RequestStats,
  refusalReasons,
} from '@conduit/db/requests'
import { requestTypes } from '@conduit/privacy/clock'
import { builder } from '../builder.ts'
import { LawProfile } from '../enums.ts'
import { upTo } from '../query-limits.ts'
import { DateTime, Json } from '../scalars.ts'
import { lengthOf, usualLength } from './consent.ts'
import { Integration, integrationOf } from './integration.ts'

export const DataSubjectRequestType = builder.enumType('DataSubjectRequestType', {
  description: 'What a person asks for.',
  values: requestTypes,
})

export const DataSubjectRequestStatus = builder.enumType('DataSubjectRequestStatus', {
  values: [
    ...(['pending', 'in_progress', 'completed', 'partially_completed', 'refused'] as const),
    ...(['cancelled', 'expired', 'duplicate'] as const),
  ] as const,
})

const DataSubjectRequestStage = builder.enumType('DataSubjectRequestStage', {
  description: 'How far a request has come, for those who work on it.',
  values: [
    ...(['received', 'acknowledged', 'identity_requested', 'on_hold', 'verified'] as const),
    ...(['scoping', 'approved', 'cooling_off', 'executing', 'verifying'] as const),
    ...(['responding', 'closed'] as const),
  ] as const,
})

export const RequestChannel = builder.enumType('RequestChannel', {
  description: 'How a request came.',
  values: {
    platform: { description: 'A platform told of it, and proved that it did.' },
    customer_redact: {
      description: 'Whoever holds the credential of its integration called `customer-redact`.',
    },
    email: {},
    letter: {},
    phone: {},
    in_person: {},
    web_form: {},
    other: {},
  } as const,
})

export const IdentityMethod = builder.enumType('IdentityMethod', {
  description: 'How somebody made sure that a person is who it says.',
  values: {
    platform: { description: 'The platform did.' },
    email_link: {},
    document: {},
    account_sign_in: {},
    phone_call: {},
    not_needed: { description: 'Its note says why.' },
  } as const,
})

export const IdentityLevel = builder.enumType('IdentityLevel', {
  values: ['low', 'substantial', 'high'] as const,
})

export const ExtensionReason = builder.enumType('ExtensionReason', {
  values: ['complexity', 'number_of_requests'] as const,
})

export const RefusalReason = builder.enumType('RefusalReason', {
  description: 'The legal reasons for refusing a request, terms of DPV 2.3.',
  values: Object.fromEntries(
    Object.entries(refusalReasons).map(([reason, iri]) => [reason, { description: iri }]),
  ) as { readonly [Reason in keyof typeof refusalReasons]: { readonly description: string } },
})

export const RequestScope = builder.enumType('RequestScope', {
  values: {
    person: {},
    account: { description: 'It concerns all people of an account at the platform.' },
  } as const,
})

const FreeDay = builder.objectRef<RequestNode['rule']['passedOver'][number]>('FreeDay').implement({
  description: 'A day on which nobody works.',
  fields: t => ({ date: t.exposeString('date'), reason: t.exposeString('reason') }),
})

const RequestPause = builder.objectRef<RequestNode['pauses'][number]>('RequestPause').implement({
  description: 'A time in which the clock stood still.',
  fields: t => ({
    from: t.field({ type: DateTime, resolve: ({ from }) => new Date(from) }),
    until: t.field({
      type: DateTime,
      nullable: true,
      description: 'Null: it stands still now.',
      resolve: ({ until }) => (until === null ? null : new Date(until)),
    }),
  }),
})

const RequestClock = builder.objectRef<RequestNode>('RequestClock').implement({
  description: 'How the deadline of a request came about. Days are those of the controller.',
  fields: t => ({
    law: t.field({ type: LawProfile, resolve: ({ rule }) => rule.law }),
    source: t.string({ description: 'Where it is written.', resolve: ({ rule }) => rule.source }),
    timezone: t.string({ resolve: ({ rule }) => rule.timezone }),
    holidayCalendar: t.string({ nullable: true, resolve: ({ rule }) => rule.calendar }),
    received: t.string({
      description: 'The day of receipt.',
      resolve: ({ rule }) => rule.received,
    }),
    period: t.string({
      description: '`1 months`, `45 days`, `15 working_days`.',
      resolve: ({ rule: { period } }) => `${period.length} ${period.unit}`,
    }),
    stoppedDays: t.int({ resolve: ({ rule }) => rule.stoppedDays }),
    nominal: t.string({
      description: 'Where the period ends, before it is moved to a working day.',
      resolve: ({ rule }) => rule.nominal,
    }),
    end: t.string({ description: 'The last day.', resolve: ({ rule }) => rule.end }),
    passedOver: t.field({ type: [FreeDay], resolve: ({ rule }) => [...rule.passedOver] }),
    pauses: t.field({ type: [RequestPause], resolve: ({ pauses }) => [...pauses] }),
    extendedAt: t.expose('extendedAt', { type: DateTime, nullable: true }),
    extensionReason: t.expose('extensionReason', { type: ExtensionReason, nullable: true }),
    extensionNotifiedAt: t.expose('extensionNotifiedAt', {
      type: DateTime,
      nullable: true,
      description: 'When the person was told.',
    }),
  }),
})

const RequestVerification = builder.objectRef<RequestNode>('RequestVerification').implement({
  description: 'How it was made sure that the person is who it says.',
  fields: t => ({
    method: t.expose('verificationMethod', { type: IdentityMethod, nullable: true }),
    level: t.expose('verificationLevel', { type: IdentityLevel, nullable: true }),
    note: t.exposeString('verificationNote', { nullable: true }),
    at: t.expose('verifiedAt', { type: DateTime, nullable: true }),
    by: t.id({
      nullable: true,
      description: 'The API key of who checked.',
      resolve: ({ controllerId, verifiedBy }) =>
        verifiedBy === null ? null : encodeId('key', controllerId, verifiedBy),
    }),
  }),
})

const RequestEvent = builder.objectRef<RequestEventNode>('RequestEvent').implement({
  description: 'Something that happened to a request. Events are only ever added.',
  fields: t => ({
    at: t.expose('at', { type: DateTime }),
    kind: t.exposeString('kind', {
      description: '`opened`, `paused`, `extended`, `half_of_time`, `overdue`, `closed`, …',
    }),
    actorType: t.exposeString('actorType'),
    actorId: t.id({
      nullable: true,
      resolve: ({ controllerId, actorType, actorId }) => {
        if (actorId === null) return null
        if (actorType === 'api_key') return encodeId('key', controllerId, actorId)
        return actorType === 'platform' ? encodeId('integration', controllerId, actorId) : actorId
      },
    }),
    details: t.field({
      type: Json,
      description: 'Machine words and times.',
      resolve: ({ controllerId, details }) => shownDetails(controllerId, details),
    }),
  }),
})

const kinds = {
  subjectId: 'subject',
  duplicateOf: 'request',
  integrationId: 'integration',
} as const

/** Ids as the API shows them. */
function shownDetails(controllerId: string, details: RequestEventNode['details']) {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      const kind = kinds[name as keyof typeof kinds]
      const isId = kind !== undefined && typeof value === 'string'
      return [name, isId ? encodeId(kind, controllerId, value) : value]
    }),
  )
}

export const DataSubjectRequest = builder.objectRef<RequestNode>('DataSubjectRequest').implement({
  description: 'What a person asks of a controller. What names the person is not shown with it.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('request', controllerId, id) }),
    type: t.expose('type', { type: DataSubjectRequestType }),
    status: t.expose('status', { type: DataSubjectRequestStatus }),
    stage: t.expose('stage', { type: DataSubjectRequestStage }),
    regulation: t.expose('regulation', { type: LawProfile }),
    channel: t.expose('channel', { type: RequestChannel }),
    scope: t.expose('scope', { type: RequestScope }),
    receivedAt: t.expose('receivedAt', { type: DateTime }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    dueAt: t.expose('dueAt', { type: DateTime, description: 'The last moment of the last day.' }),
    acknowledgeBy: t.expose('acknowledgeBy', {
      type: DateTime,
      nullable: true,
      description: 'By when receipt has to be confirmed; null: the law does not say.',
    }),
    acknowledgedAt: t.expose('acknowledgedAt', { type: DateTime, nullable: true }),
    clock: t.field({ type: RequestClock, resolve: request => request }),
    personConfirmedAt: t.expose('personConfirmedAt', {
      type: DateTime,
      nullable: true,
      description: 'Since when somebody answers for who it is.',
    }),
    verification: t.field({
      type: RequestVerification,
      nullable: true,
      description: 'Null: nobody has checked.',
      resolve: request => (request.verifiedAt === null ? null : request),
    }),
    justification: t.exposeString('justification', {
      nullable: true,
      description: 'Why it was refused, a term of DPV.',
    }),
    closedAt: t.expose('closedAt', { type: DateTime, nullable: true }),
    responseRef: t.exposeString('responseRef', {
      nullable: true,
      description: "Where the answer is filed, in the controller's words.",
    }),
    hasIdentities: t.boolean({
      description: 'What names the person can be shown: see `Mutation.showRequestIdentities`.',
      resolve: ({ identities, closedAt }) => identities !== null && closedAt === null,
    }),
    integration: t.field({
      type: Integration,
      nullable: true,
      description: 'The one that told of it; null: it came another way.',
      resolve: ({ controllerId, integrationId }, args, context) =>
        integrationId === null
          ? null
          : integrationOf({ controllerId, integrationId }, args, context),
    }),
    activityId: t.id({
      nullable: true,
      resolve: ({ controllerId, activityId }) =>
        activityId === null ? null : encodeId('activity', controllerId, activityId),
    }),
    history: t.field({
      type: [RequestEvent],
      description: 'What came last first; the newest two hundred can be read.',
      args: { first: t.arg.int({ defaultValue: usualLength, description: '1 to 100.' }) },
      resolve: async ({ controllerId, id }, { first }, context) => {
        const length = lengthOf(first)
        const events = await context.requestEvents({ controllerId, id })
        return (events?.found ?? []).slice(0, length)
      },
    }),
  }),
})

// Behind the type: it speaks of itself.
builder.objectFields(DataSubjectRequest, t => ({
  duplicateOf: t.field({
    type: DataSubjectRequest,
    nullable: true,
    resolve: ({ controllerId, duplicateOf }, _args, context) =>
      duplicateOf === null ? null : context.request({ controllerId, id: duplicateOf }),
  }),
  possibleDuplicates: t.field({
    type: [DataSubjectRequest],
    description:
      'Other open requests that ask the same, for the same person or by an equal identifier; twenty at most.',
    complexity: upTo(20),
    resolve: async (request, _args, context) => {
      const others = await context.possibleDuplicates(request)
      return [...(others?.found ?? [])]
    },
  }),
}))

export const DataSubjectRequestConnection = builder.connectionObject({
  type: DataSubjectRequest,
  name: 'DataSubjectRequestConnection',
})

export const RequestStatsType = builder.objectRef<RequestStats>('RequestStats').implement({
  description: 'How many requests of a controller stand how.',
  fields: t => ({
    open: t.exposeInt('open'),
    overdue: t.exposeInt('overdue'),
    dueSoon: t.exposeInt('dueSoon', { description: 'Within seven days.' }),
    unacknowledged: t.exposeInt('unacknowledged', {
      description: 'Their receipt should have been confirmed.',
    }),
    onHold: t.exposeInt('onHold'),
    unconfirmed: t.exposeInt('unconfirmed', {
      description: 'Nobody has said who it is that asks.',
    }),
    unchecked: t.exposeInt('unchecked', { description: 'Nobody has checked that it is them.' }),
    answeredUnchecked: t.exposeInt('answeredUnchecked'),
    duplicates: t.exposeInt('duplicates', {
      description: 'Another open one may be the same; of the thousand that are due first.',
    }),
    closedInTime: t.exposeInt('closedInTime'),
    closedLate: t.exposeInt('closedLate'),
  }),
})
