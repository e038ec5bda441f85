import { ConduitError } from '@conduit/core'
import { encodeId } from '@conduit/core/host'
import { type ControllerNode, createController, revokeKey, rotateKey } from '@conduit/db'
import { updateController } from '@conduit/db/requests'
import { setUp } from '../../integrations/set-up.ts'
import { mintUrls, type WebhookUrls } from '../../integrations/webhook-urls.ts'
import { addresseeOf } from '../addressee.ts'
import { builder } from '../builder.ts'
import type { GraphContext, Ref } from '../context.ts'
import { LawProfile } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { refOf, requireServerKey } from '../scope.ts'
import { DataController } from '../types/controller.ts'

const CreateDataControllerInput = builder.inputType('CreateDataControllerInput', {
  fields: t => ({
    name: t.string({ required: true }),
    phoneRegion: t.string({ description: 'ISO 3166, two letters.' }),
    did: t.string({ description: 'A DID to import; without it one is made.' }),
    dxKey: t.string({ description: 'A DX Key to import; without it one is made.' }),
  }),
})

interface CreatedController {
  readonly dataController: ControllerNode
  readonly dxKey: string
  readonly dxKeyId: string
}

const CreateDataControllerPayload = builder
  .objectRef<CreatedController>('CreateDataControllerPayload')
  .implement({
    fields: t => ({
      dataController: t.field({ type: DataController, resolve: payload => payload.dataController }),
      dxKey: t.exposeString('dxKey', { description: 'Shown now and never again.' }),
      dxKeyId: t.exposeID('dxKeyId'),
    }),
  })

interface RotatedKey extends WebhookUrls {
  readonly dxKey: string
  readonly dxKeyId: string
}

const RotateDxKeyPayload = builder.objectRef<RotatedKey>('RotateDxKeyPayload').implement({
  fields: t => ({
    dxKey: t.exposeString('dxKey', { description: 'Shown now and never again.' }),
    dxKeyId: t.exposeID('dxKeyId'),
    webhookUrl: t.exposeString('webhookUrl', {
      nullable: true,
      description: 'In full, if the key of an integration was rotated.',
    }),
    redactUrl: t.string({ nullable: true, resolve: ({ redactUrl }) => redactUrl }),
    pollUrl: t.exposeString('pollUrl', { nullable: true }),
  }),
})

const RevokeDxKeyPayload = builder
  .objectRef<{ readonly id: string }>('RevokeDxKeyPayload')
  .implement({
    fields: t => ({ id: t.exposeID('id') }),
  })

const UpdateDataControllerInput = builder.inputType('UpdateDataControllerInput', {
  description: 'What is left out stays as it is. Deadlines that are made already stay too.',
  fields: t => ({
    id: t.id({ required: true }),
    lawProfiles: t.field({ type: [LawProfile] }),
    timezone: t.string({ description: 'IANA, `Europe/Berlin`.' }),
    holidayCalendar: t.string({
      description:
        'A country, a part or a place of one, `DE`, `DE-BY`, `DE-BY-A`; empty: no holidays.',
    }),
  }),
})

const DataControllerPayload = builder
  .objectRef<{ readonly dataController: ControllerNode }>('DataControllerPayload')
  .implement({
    fields: t => ({
      dataController: t.field({ type: DataController, resolve: payload => payload.dataController }),
    }),
  })

builder.mutationFields(t => ({
  updateDataController: t.field({
    type: DataControllerPayload,
    description: 'Changes by what the deadlines of requests are made.',
    args: { input: t.arg({ type: UpdateDataControllerInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { id, lawProfiles, timezone, holidayCalendar } = input
      const { controllerId } = refOf(context, 'controller', id, '/input/id')
      await updateController(context.services.administration, context.actor, controllerId, {
        ...(lawProfiles != null && { lawProfiles }),
        ...(timezone != null && { timezone }),
        ...(holidayCalendar != null && {
          holidayCalendar: holidayCalendar === '' ? null : holidayCalendar,
        }),
      })
      const dataController = await context.controller(controllerId)
      if (dataController === null) throw new ConduitError('not_found')
      return { dataController }
    },
  }),
  createDataController: t.field({
    type: CreateDataControllerPayload,
    args: { input: t.arg({ type: CreateDataControllerInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      requireServerKey(context)
      const { name, phoneRegion, did, dxKey: imported } = input
      const { controller, dxKey } = await createController(
        context.services.administration,
        context.actor,
        {
          name,
          ...(phoneRegion != null && { phoneRegion }),
          ...(did != null && { did }),
          ...(imported != null && { dxKey: imported }),
        },
      )
      const dataController = await context.controller(controller.id)
      if (dataController === null)
        throw new ConduitError('internal', { reason: 'a controller is missing' })
      return { dataController, dxKey: dxKey.key, dxKeyId: encodeId('key', controller.id, dxKey.id) }
    },
  }),
  rotateDxKey: t.field({
    type: RotateDxKeyPayload,
    args: {
      dataControllerId: t.arg.id({ required: true }),
      integrationId: t.arg.id({
        description: 'Its own keys; without it those of the controller itself.',
      }),
      overlapUntil: t.arg({
        type: DateTime,
        description: 'How long the old keys still open; default: not at all.',
      }),
    },
    resolve: async (_root, { dataControllerId, integrationId, overlapUntil }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      if (integrationId != null) {
        const ref = refOf(context, 'integration', integrationId, '/integrationId')
        if (ref.controllerId !== controllerId) throw new ConduitError('not_found')
        return await rotateIntegrationKeys(context, ref, overlapUntil ?? null)
      }
      const binding = { controllerId, integrationId: null, scope: null }
      const { administration } = context.services
      const { id, key } = await rotateKey(
        administration,
        context.actor,
        binding,
        overlapUntil ?? null,
      )
      const none = { webhookUrl: null, redactUrl: null, pollUrl: null }
      return { dxKey: key, dxKeyId: encodeId('key', controllerId, id), ...none }
    },
  }),
  revokeDxKey: t.field({
    type: RevokeDxKeyPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      await revokeKey(
        context.services.administration,
        context.actor,
        refOf(context, 'key', id, '/id'),
      )
      return { id }
    },
  }),
}))

async function rotateIntegrationKeys(
  context: GraphContext,
  ref: Ref,
  overlapUntil: Date | null,
): Promise<RotatedKey> {
  const integration = await addresseeOf(context, ref)
  const { keys, ...urls } = await mintUrls(
    context.services,
    context.actor,
    context.origin,
    integration,
    overlapUntil,
  )
  // Those that the platform was given are over as well.
  await setUp(context.services, context.actor, ref, 'connect')
  const first = keys.find(({ scope }) => scope === 'event') ?? keys[0]
  if (first === undefined)
    throw new ConduitError('conflict', { reason: 'this integration has no keys of its own' })
  return { dxKey: first.key, dxKeyId: encodeId('key', ref.controllerId, first.id), ...urls }
}
