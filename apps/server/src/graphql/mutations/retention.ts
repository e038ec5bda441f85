import {
  type HoldNode,
  listPeriods,
  placeHold,
  type RetentionPeriodNode,
  releaseHold,
  setPeriod,
} from '@conduit/db/retention'
import { builder } from '../builder.ts'
import { PiiCategory } from '../enums.ts'
import { DateTime } from '../scalars.ts'
import { existingController, optionalId, refOf } from '../scope.ts'
import { HoldBasis, LegalHold } from '../types/hold.ts'
import { RetentionPeriod } from '../types/retention.ts'

const SetRetentionInput = builder.inputType('SetRetentionInput', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    integrationId: t.id({ description: 'Without it: any that has no period of its own.' }),
    category: t.field({
      type: PiiCategory,
      description:
        'Without it: any that has no period of its own, and activities without personal data.',
    }),
    days: t.int({ description: '1 to 36,525. Without it: nothing is said of it any more.' }),
  }),
})

const PlaceHoldInput = builder.inputType('PlaceHoldInput', {
  description:
    'Of a person, of an integration, of a person at an integration; without both everything of the controller.',
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    dataSubjectId: t.id(),
    integrationId: t.id(),
    basis: t.field({ type: HoldBasis, required: true }),
    reference: t.string({ description: 'A matter in another system. No personal data.' }),
    startsAt: t.field({ type: DateTime, description: 'Default: now.' }),
    reviewAt: t.field({ type: DateTime }),
    endsAt: t.field({ type: DateTime, description: 'Without it: until it is released.' }),
  }),
})

const SetRetentionPayload = builder
  .objectRef<{ readonly retention: readonly RetentionPeriodNode[] }>('SetRetentionPayload')
  .implement({
    fields: t => ({
      retention: t.field({
        type: [RetentionPeriod],
        description: 'All periods of the controller.',
        resolve: ({ retention }) => [...retention],
      }),
    }),
  })

const HoldPayload = builder.objectRef<{ readonly hold: HoldNode }>('HoldPayload').implement({
  fields: t => ({ hold: t.field({ type: LegalHold, resolve: ({ hold }) => hold }) }),
})

builder.mutationFields(t => ({
  setRetention: t.field({
    type: SetRetentionPayload,
    description:
      'Says how long something is kept. From the next daily sweep on it holds for what is on record already.',
    args: { input: t.arg({ type: SetRetentionInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, category = null, days = null } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const integrationId =
        optionalId(context, 'integration', input.integrationId, '/input/integrationId') ?? null
      const { administration, database } = context.services
      const setting = { controllerId, integrationId, category, days }
      await setPeriod(administration, context.actor, setting)
      return { retention: await listPeriods(database, controllerId) }
    },
  }),
  placeHold: t.field({
    type: HoldPayload,
    description: 'Keeps what is on record from being deleted, from when this has answered.',
    args: { input: t.arg({ type: PlaceHoldInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { dataControllerId, basis, reference, startsAt, reviewAt, endsAt } = input
      const pointer = '/input/dataControllerId'
      const controllerId = await existingController(context, dataControllerId, pointer)
      const idOf = (kind: 'subject' | 'integration', id: string | null | undefined, at: string) =>
        optionalId(context, kind, id, `/input/${at}`) ?? null
      const hold = {
        ...{ controllerId, basis, reference: reference ?? null },
        ...{ startsAt: startsAt ?? null, reviewAt: reviewAt ?? null, endsAt: endsAt ?? null },
        subjectId: idOf('subject', input.dataSubjectId, 'dataSubjectId'),
        integrationId: idOf('integration', input.integrationId, 'integrationId'),
      }
      const { administration } = context.services
      return { hold: await placeHold(administration, context.actor, hold) }
    },
  }),
  releaseHold: t.field({
    type: HoldPayload,
    description: 'What it kept goes with the next daily sweep, where its period is over.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'hold', id, '/id')
      const { administration } = context.services
      return { hold: await releaseHold(administration, context.actor, ref) }
    },
  }),
}))
