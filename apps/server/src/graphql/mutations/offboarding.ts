import {
  cancelOffboarding,
  confirmOffboardingExports,
  type OffboardingNode,
  offboardController,
} from '@conduit/db/offboarding'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { Offboarding, OffboardingExport } from '../types/offboarding.ts'

const OffboardDataControllerInput = builder.inputType('OffboardDataControllerInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    graceDays: t.int({
      description: 'So long everything stays after the exports, 1 to 365 days; default: 30.',
    }),
  }),
})

const TakenExportInput = builder.inputType('TakenExportInput', {
  fields: t => ({
    kind: t.field({ type: OffboardingExport, required: true }),
    sha256: t.string({ required: true, description: 'Of the file, hexadecimal.' }),
  }),
})

const ConfirmOffboardingExportsInput = builder.inputType('ConfirmOffboardingExportsInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    exports: t.field({
      type: [TakenExportInput],
      required: true,
      description: 'Each kind once. The audit log keeps the hashes.',
    }),
  }),
})

const OffboardingPayload = builder
  .objectRef<{ readonly offboarding: OffboardingNode }>('OffboardingPayload')
  .implement({
    fields: t => ({
      offboarding: t.field({ type: Offboarding, resolve: ({ offboarding }) => offboarding }),
    }),
  })

builder.mutationFields(t => ({
  offboardDataController: t.field({
    type: OffboardingPayload,
    description:
      'Begins to offboard an organisation. Nothing is deleted before somebody has confirmed the exports, and the ' +
      'time after that is over. Meanwhile it goes on as before, but no integration can be added.',
    args: { input: t.arg({ type: OffboardDataControllerInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, graceDays } = input
      const pointer = '/input/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const { administration } = context.services
      const begun = offboardController(
        administration,
        context.actor,
        controllerId,
        graceDays ?? undefined,
      )
      return { offboarding: await begun }
    },
  }),
  confirmOffboardingExports: t.field({
    type: OffboardingPayload,
    description:
      'Says that what is to be kept was taken away. From then on the time runs after which all is deleted.',
    args: { input: t.arg({ type: ConfirmOffboardingExportsInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const pointer = '/input/dataControllerId'
      const { controllerId } = refOf(context, 'controller', input.dataControllerId, pointer)
      const { administration } = context.services
      const { exports } = input
      return {
        offboarding: await confirmOffboardingExports(
          administration,
          context.actor,
          controllerId,
          exports,
        ),
      }
    },
  }),
  cancelOffboarding: t.field({
    type: OffboardingPayload,
    description: 'Calls it off, as long as nothing is deleted.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { administration } = context.services
      return { offboarding: await cancelOffboarding(administration, context.actor, controllerId) }
    },
  }),
}))
