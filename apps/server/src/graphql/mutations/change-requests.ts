import { ConduitError } from '@conduit/core'
import {
  closeRequest,
  confirmPerson,
  extendRequest,
  moveRequest,
  type NextStage,
  pauseRequest,
  type RequestNode,
  refuseRequest,
  resumeRequest,
  showIdentities,
  verifyIdentity,
  withdrawRequest,
} from '@conduit/db/requests'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { DateTime } from '../scalars.ts'
import { refOf } from '../scope.ts'
import {
  DataSubjectRequest,
  ExtensionReason,
  IdentityLevel,
  IdentityMethod,
  RefusalReason,
} from '../types/request.ts'
import { RequestIdentifier, type ShownIdentifier } from '../types/request-identifier.ts'

const NextRequestStage = builder.enumType('NextRequestStage', {
  description: 'A stage that somebody leads a request to by hand.',
  values: [
    ...(['acknowledged', 'identity_requested', 'scoping', 'approved', 'cooling_off'] as const),
    ...(['executing', 'verifying', 'responding'] as const),
  ] as const satisfies readonly NextStage[],
})

const RequestOutcome = builder.enumType('RequestOutcome', {
  values: {
    completed: {},
    partially_completed: {},
    expired: { description: 'The person never proved who it is.' },
    duplicate: { description: 'Another request is the same.' },
  } as const,
})

const DataSubjectRequestPayload = builder
  .objectRef<{ readonly dataSubjectRequest: RequestNode }>('DataSubjectRequestPayload')
  .implement({
    fields: t => ({
      dataSubjectRequest: t.field({
        type: DataSubjectRequest,
        resolve: ({ dataSubjectRequest }) => dataSubjectRequest,
      }),
    }),
  })

const UpdateDataSubjectRequestInput = builder.inputType('UpdateDataSubjectRequestInput', {
  fields: t => ({
    id: t.id({ required: true }),
    stage: t.field({ type: NextRequestStage, required: true }),
  }),
})

const VerifyRequestIdentityInput = builder.inputType('VerifyRequestIdentityInput', {
  fields: t => ({
    id: t.id({ required: true }),
    method: t.field({ type: IdentityMethod, required: true }),
    level: t.field({ type: IdentityLevel, required: true }),
    note: t.string({ description: 'Why it was not needed; no personal data.' }),
  }),
})

const ExtendDataSubjectRequestInput = builder.inputType('ExtendDataSubjectRequestInput', {
  fields: t => ({
    id: t.id({ required: true }),
    reason: t.field({ type: ExtensionReason, required: true }),
    notifiedAt: t.field({
      type: DateTime,
      required: true,
      description: 'When the person was told, with the reason: not in the future, and in time.',
    }),
  }),
})

const CloseDataSubjectRequestInput = builder.inputType('CloseDataSubjectRequestInput', {
  fields: t => ({
    id: t.id({ required: true }),
    outcome: t.field({ type: RequestOutcome, required: true }),
    duplicateOf: t.id({
      description: 'Goes with the outcome `duplicate`: one that is open, or was answered.',
    }),
    responseRef: t.string({ description: 'Where the answer is filed; no personal data.' }),
  }),
})

const ShowRequestIdentitiesPayload = builder
  .objectRef<{ readonly identifiers: readonly ShownIdentifier[] }>('ShowRequestIdentitiesPayload')
  .implement({
    fields: t => ({
      identifiers: t.field({
        type: [RequestIdentifier],
        resolve: ({ identifiers }) => [...identifiers],
      }),
    }),
  })

const requestOf = (context: GraphContext, id: string, pointer: string) =>
  refOf(context, 'request', id, pointer)

async function payload(request: Promise<RequestNode>) {
  return { dataSubjectRequest: await request }
}

builder.mutationFields(t => ({
  updateDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    description: 'Leads a request to its next stage.',
    args: { input: t.arg({ type: UpdateDataSubjectRequestInput, required: true }) },
    resolve: (_root, { input }, context) => {
      const ref = requestOf(context, input.id, '/input/id')
      const { administration } = context.services
      return payload(moveRequest(administration, context.actor, ref, input.stage))
    },
  }),
  confirmRequestPerson: t.field({
    type: DataSubjectRequestPayload,
    description:
      'Says who it is that asks. If somebody else was checked, the check is void and proof is asked for again.',
    args: { id: t.arg.id({ required: true }), dataSubjectId: t.arg.id({ required: true }) },
    resolve: (_root, { id, dataSubjectId }, context) => {
      const ref = requestOf(context, id, '/id')
      const subject = refOf(context, 'subject', dataSubjectId, '/dataSubjectId')
      if (subject.controllerId !== ref.controllerId) throw new ConduitError('not_found')
      const { administration } = context.services
      return payload(confirmPerson(administration, context.actor, ref, subject.id))
    },
  }),
  verifyRequestIdentity: t.field({
    type: DataSubjectRequestPayload,
    description: 'Notes how it was made sure that the person is who it says.',
    args: { input: t.arg({ type: VerifyRequestIdentityInput, required: true }) },
    resolve: (_root, { input }, context) => {
      const { id, method, level, note } = input
      const ref = requestOf(context, id, '/input/id')
      const check = { method, level, ...(note != null && { note }) }
      return payload(verifyIdentity(context.services.administration, context.actor, ref, check))
    },
  }),
  pauseDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    description: 'Lets the clock stand still, while proof of identity is waited for.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => {
      const ref = requestOf(context, id, '/id')
      return payload(pauseRequest(context.services.administration, context.actor, ref))
    },
  }),
  resumeDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => {
      const ref = requestOf(context, id, '/id')
      return payload(resumeRequest(context.services.administration, context.actor, ref))
    },
  }),
  extendDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    description: 'Gives a request more time, once.',
    args: { input: t.arg({ type: ExtendDataSubjectRequestInput, required: true }) },
    resolve: (_root, { input: { id, reason, notifiedAt } }, context) => {
      const ref = requestOf(context, id, '/input/id')
      const { administration } = context.services
      return payload(extendRequest(administration, context.actor, ref, { reason, notifiedAt }))
    },
  }),
  refuseDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    description: 'Refuses a request for a legal reason.',
    args: {
      id: t.arg.id({ required: true }),
      reason: t.arg({ type: RefusalReason, required: true }),
    },
    resolve: (_root, { id, reason }, context) => {
      const ref = requestOf(context, id, '/id')
      return payload(refuseRequest(context.services.administration, context.actor, ref, reason))
    },
  }),
  withdrawDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    description: 'Ends a request that the person took back.',
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => {
      const ref = requestOf(context, id, '/id')
      return payload(withdrawRequest(context.services.administration, context.actor, ref))
    },
  }),
  closeDataSubjectRequest: t.field({
    type: DataSubjectRequestPayload,
    args: { input: t.arg({ type: CloseDataSubjectRequestInput, required: true }) },
    resolve: (_root, { input }, context) => {
      const { id, outcome, duplicateOf, responseRef } = input
      const ref = requestOf(context, id, '/input/id')
      const end = {
        ...{ outcome, ...(responseRef != null && { responseRef }) },
        ...(duplicateOf != null && {
          duplicateOf: requestOf(context, duplicateOf, '/input/duplicateOf'),
        }),
      }
      return payload(closeRequest(context.services.administration, context.actor, ref, end))
    },
  }),
  showRequestIdentities: t.field({
    type: ShowRequestIdentitiesPayload,
    description:
      'What an open request names its person by. That it was looked at stands in the audit log.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = requestOf(context, id, '/id')
      const { administration } = context.services
      const { identifiers } = await showIdentities(administration, context.actor, ref)
      const { controllerId } = ref
      return { identifiers: identifiers.map(each => ({ ...each, controllerId })) }
    },
  }),
}))
