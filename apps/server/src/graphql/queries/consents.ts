import { listConsents, listPurposes, unmappedPurposes } from '@conduit/db/consents'
import { builder } from '../builder.ts'
import { optionalId, refOf } from '../scope.ts'
import { ConsentConnection } from '../types/consent.ts'
import { PurposeConnection, UnmappedPurpose } from '../types/purpose.ts'

const ConsentFilter = builder.inputType('ConsentFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    dataSubjectId: t.id(),
    integrationId: t.id({ description: 'Consents of which this integration told something.' }),
  }),
})

builder.queryFields(t => ({
  consents: t.field({
    type: ConsentConnection,
    description: 'Consents of people, those of who was found last first.',
    args: {
      filter: t.arg({ type: ConsentFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { filter, first, after }, context) => {
      const { dataControllerId, dataSubjectId, integrationId } = filter
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const asked = {
        controllerId,
        subjectId: optionalId(context, 'subject', dataSubjectId, '/filter/dataSubjectId'),
        integrationId: optionalId(context, 'integration', integrationId, '/filter/integrationId'),
      }
      return listConsents(context.services.database, asked, { first, after })
    },
  }),
  purposes: t.field({
    type: PurposeConnection,
    description: 'What a controller asks consent for, the newest first.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { dataControllerId, first, after }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const of = { controllerIds: [controllerId] }
      return listPurposes(context.services.database, of, { first, after })
    },
  }),
  unmappedPurposes: t.field({
    type: [UnmappedPurpose],
    description:
      'The first hundred names of purposes that nothing maps: those that are left come after them.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      return [...(await unmappedPurposes(context.services.database, controllerId))]
    },
  }),
}))
