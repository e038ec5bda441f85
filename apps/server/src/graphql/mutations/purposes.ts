import {
  createPurpose,
  mapPurpose,
  type PurposeDefinition,
  type PurposeMappingNode,
  type PurposeNode,
  unmapPurpose,
  updatePurpose,
} from '@conduit/db/consents'
import { builder } from '../builder.ts'
import { existingController, optionalId, refOf } from '../scope.ts'
import { LegalBasis, Purpose, PurposeMapping } from '../types/purpose.ts'

const CreatePurposeInput = builder.inputType('CreatePurposeInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    name: t.string({ required: true }),
    legalBasis: t.field({ type: LegalBasis, required: true }),
    isEssential: t.boolean({ description: 'Default: no.' }),
    notice: t.string(),
    language: t.string({ description: 'BCP 47.' }),
    jurisdiction: t.string(),
    recipients: t.stringList({ description: 'At most 100.' }),
    retention: t.string(),
    withdrawalMethod: t.string(),
  }),
})

const UpdatePurposeInput = builder.inputType('UpdatePurposeInput', {
  description: 'What is left out stays as it is.',
  fields: t => ({
    name: t.string(),
    legalBasis: t.field({ type: LegalBasis }),
    isEssential: t.boolean(),
    notice: t.string(),
    language: t.string({ description: 'BCP 47.' }),
    jurisdiction: t.string(),
    recipients: t.stringList({ description: 'At most 100.' }),
    retention: t.string(),
    withdrawalMethod: t.string(),
  }),
})

const MapPurposeInput = builder.inputType('MapPurposeInput', {
  fields: t => ({
    purposeId: t.id({ required: true }),
    channel: t.string({ required: true, description: '`email`, `sms`, `phone`, `post`, `any`.' }),
    integrationId: t.id({ description: 'Without it: any of the controller.' }),
    platformPurpose: t.string({
      description:
        "The platform's own word. Without it: whatever nothing else maps on the channel.",
    }),
  }),
})

const PurposePayload = builder
  .objectRef<{ readonly purpose: PurposeNode }>('PurposePayload')
  .implement({
    fields: t => ({ purpose: t.field({ type: Purpose, resolve: ({ purpose }) => purpose }) }),
  })

const MapPurposePayload = builder
  .objectRef<{ readonly mapping: PurposeMappingNode }>('MapPurposePayload')
  .implement({
    fields: t => ({
      mapping: t.field({ type: PurposeMapping, resolve: ({ mapping }) => mapping }),
    }),
  })

const UnmapPurposePayload = builder
  .objectRef<{ readonly id: string }>('UnmapPurposePayload')
  .implement({ fields: t => ({ id: t.exposeID('id') }) })

builder.mutationFields(t => ({
  createPurpose: t.field({
    type: PurposePayload,
    args: { input: t.arg({ type: CreatePurposeInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, name, legalBasis, ...rest } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const { administration } = context.services
      const definition = { controllerId, ...definitionOf(rest), name, legalBasis }
      return { purpose: await createPurpose(administration, context.actor, definition) }
    },
  }),
  updatePurpose: t.field({
    type: PurposePayload,
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdatePurposeInput, required: true }),
    },
    resolve: async (_root, { id, input }, context) => {
      const ref = refOf(context, 'purpose', id, '/id')
      const { administration } = context.services
      const definition = definitionOf(input)
      return { purpose: await updatePurpose(administration, context.actor, ref, definition) }
    },
  }),
  mapPurpose: t.field({
    type: MapPurposePayload,
    description:
      'Says which purpose a name of a platform stands for. What was mapped from the same is mapped anew.',
    args: { input: t.arg({ type: MapPurposeInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { controllerId, id: purposeId } = refOf(
        context,
        'purpose',
        input.purposeId,
        '/input/purposeId',
      )
      const { channel, platformPurpose = null } = input
      const pointer = '/input/integrationId'
      const integrationId = optionalId(context, 'integration', input.integrationId, pointer) ?? null
      const mapping = { controllerId, purposeId, channel, platformPurpose, integrationId }
      const { administration } = context.services
      return { mapping: await mapPurpose(administration, context.actor, mapping) }
    },
  }),
  unmapPurpose: t.field({
    type: UnmapPurposePayload,
    description: 'Takes a mapping out: what it joined is told apart again.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'mapping', id, '/id')
      await unmapPurpose(context.services.administration, context.actor, ref)
      return { id }
    },
  }),
}))

/** Null empties a text, and is as good as nothing for what is never empty. */
function definitionOf(input: typeof UpdatePurposeInput.$inferInput): PurposeDefinition {
  const { name, legalBasis, isEssential, recipients, ...texts } = input
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined)),
    ...(name != null && { name }),
    ...(legalBasis != null && { legalBasis }),
    ...(isEssential != null && { isEssential }),
    ...(recipients != null && { recipients }),
  }
}
