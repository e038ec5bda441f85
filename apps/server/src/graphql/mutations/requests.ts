import { ConduitError } from '@conduit/core'
import type { BroughtRequest, RequestNode } from '@conduit/db/requests'
import { type BroughtResult, bringRequests, type GivenRequest } from '../bring-requests.ts'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { LawProfile, PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { refOf } from '../scope.ts'
import { DataSubjectRequest, DataSubjectRequestType, RequestChannel } from '../types/request.ts'

const RequestIdentifierInput = builder.inputType('RequestIdentifierInput', {
  description:
    'What names the person. It is sealed, and destroyed thirty days after the request ends.',
  fields: t => ({
    category: t.field({
      type: PiiCategory,
      required: true,
      description: '`email`, `phone` or `account_id`.',
    }),
    value: t.string({ required: true }),
    integrationId: t.id({ description: 'Whose `account_id` it is.' }),
  }),
})

const onlyDay = 'Instead of `receivedAt`: a day at the controller, `2026-10-07`.'

const CreateDataSubjectRequestInput = builder.inputType('CreateDataSubjectRequestInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    type: t.field({ type: DataSubjectRequestType, required: true }),
    identifiers: t.field({
      type: [RequestIdentifierInput],
      required: true,
      description: '1 to 20.',
    }),
    channel: t.field({
      type: RequestChannel,
      description: 'Not `platform`, not `customer_redact`; default `other`.',
    }),
    receivedAt: t.field({
      type: DateTime,
      description: 'When it came, which starts the clock; default: now.',
    }),
    receivedOn: t.string({ description: onlyDay }),
    regulation: t.field({
      type: LawProfile,
      description:
        "The law by which it is due; default: of the controller's that which ends first.",
    }),
    isDryRun: t.boolean({ description: 'Opens nothing, and tells when it would be due.' }),
  }),
})

interface CreatedRequest {
  readonly request: RequestNode | null
  readonly dueAt: Date
  readonly dueOn: string
  readonly acknowledgeBy: Date | null
}

const CreateDataSubjectRequestPayload = builder
  .objectRef<CreatedRequest>('CreateDataSubjectRequestPayload')
  .implement({
    fields: t => ({
      dataSubjectRequest: t.field({
        type: DataSubjectRequest,
        nullable: true,
        description: 'Null in a dry run. The same brought again is the one that was opened first.',
        resolve: ({ request }) => request,
      }),
      dueAt: t.expose('dueAt', { type: DateTime }),
      dueOn: t.exposeString('dueOn', { description: 'The last day, at the controller.' }),
      acknowledgeBy: t.expose('acknowledgeBy', { type: DateTime, nullable: true }),
    }),
  })

const ImportedRequestInput = builder.inputType('ImportedRequestInput', {
  fields: t => ({
    type: t.field({ type: DataSubjectRequestType, required: true }),
    identifiers: t.field({ type: [RequestIdentifierInput], required: true }),
    channel: t.field({ type: RequestChannel }),
    receivedAt: t.field({ type: DateTime, description: 'When it came.' }),
    receivedOn: t.string({ description: onlyDay }),
    regulation: t.field({ type: LawProfile }),
  }),
})

const ImportDataSubjectRequestsInput = builder.inputType('ImportDataSubjectRequestsInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    isDryRun: t.boolean({ required: true, description: 'Tells what would become of them.' }),
    requests: t.field({
      type: [ImportedRequestInput],
      required: true,
      description: 'At most 250.',
    }),
  }),
})

const RequestImportOutcome = builder.enumType('RequestImportOutcome', {
  values: {
    opened: { description: 'Opened, now or before; in a dry run: it would be.' },
    invalid: { description: 'It cannot be read, or it is of the future.' },
  } as const,
})

const RequestImportResult = builder.objectRef<BroughtResult>('RequestImportResult').implement({
  description: 'What became of one of them.',
  fields: t => ({
    outcome: t.field({
      type: RequestImportOutcome,
      resolve: ({ fault }) => (fault === null ? ('opened' as const) : ('invalid' as const)),
    }),
    detail: t.exposeString('fault', {
      nullable: true,
      description: 'Why it is invalid, in words without values.',
    }),
    dueAt: t.field({
      type: DateTime,
      nullable: true,
      resolve: ({ opened }) => opened?.dueAt ?? null,
    }),
  }),
})

const ImportDataSubjectRequestsPayload = builder
  .objectRef<{ readonly results: readonly BroughtResult[] }>('ImportDataSubjectRequestsPayload')
  .implement({
    fields: t => ({
      results: t.field({
        type: [RequestImportResult],
        description: 'In their order.',
        resolve: ({ results }) => [...results],
      }),
    }),
  })

builder.mutationFields(t => ({
  createDataSubjectRequest: t.field({
    type: CreateDataSubjectRequestPayload,
    description: 'Opens a request that came another way than through a platform.',
    args: { input: t.arg({ type: CreateDataSubjectRequestInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, isDryRun, ...given } = input
      const pointer = '/input/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const now = given.receivedOn == null ? context.services.clock() : null
      const request = givenOf({ ...given, receivedAt: given.receivedAt ?? now }, '/input')
      return await createOne(context, controllerId, request, isDryRun === true)
    },
  }),
  importDataSubjectRequests: t.field({
    type: ImportDataSubjectRequestsPayload,
    description: 'Opens many requests. Those that cannot be read are left out.',
    args: { input: t.arg({ type: ImportDataSubjectRequestsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, isDryRun, requests } = input
      const pointer = '/input/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const given = requests.map((each, index) => givenOf(each, `/input/requests/${index}`))
      return { results: await bringRequests(context, controllerId, given, isDryRun) }
    },
  }),
}))

async function createOne(
  context: GraphContext,
  controllerId: string,
  given: GivenRequest,
  isDryRun: boolean,
): Promise<CreatedRequest> {
  const [result] = await bringRequests(context, controllerId, [given], isDryRun)
  if (result === undefined || result.opened === null) {
    const faults = [{ pointer: '/input', detail: result?.fault ?? 'is missing' }]
    throw new ConduitError('invalid', { reason: 'not a request', faults })
  }
  const { id, dueAt, acknowledgeBy, rule } = result.opened
  const request = isDryRun ? null : await context.request({ controllerId, id })
  return { request, dueAt, dueOn: rule.end, acknowledgeBy }
}

/** Platforms and callers bring their requests themselves, and prove them. */
function givenOf(
  {
    channel,
    ...given
  }: Omit<GivenRequest, 'channel'> & {
    readonly channel?: RequestNode['channel'] | null | undefined
  },
  pointer: string,
): GivenRequest {
  if (channel === 'platform' || channel === 'customer_redact') {
    const faults = [{ pointer: `${pointer}/channel`, detail: `must not be ${channel}` }]
    throw new ConduitError('invalid', { reason: 'not a request', faults })
  }
  const brought: BroughtRequest['channel'] = channel ?? 'other'
  return { ...given, channel: brought }
}
