import { listPropagations } from '@conduit/db/propagations'
import { builder } from '../builder.ts'
import { optionalId, refOf } from '../scope.ts'
import { ConsentPropagationConnection, PropagationOutcome } from '../types/propagation.ts'

const ConsentPropagationFilter = builder.inputType('ConsentPropagationFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    dataSubjectId: t.id(),
    integrationId: t.id(),
    outcome: t.field({ type: PropagationOutcome }),
    isOpen: t.boolean({
      description: 'Those of which something is still to be done, or those that are closed.',
    }),
  }),
})

builder.queryField('consentPropagations', t =>
  t.field({
    type: ConsentPropagationConnection,
    description: 'What platforms are told of decisions of people, what was asked for last first.',
    args: {
      filter: t.arg({ type: ConsentPropagationFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { filter, first, after }, context) => {
      const { dataControllerId, dataSubjectId, integrationId, outcome, isOpen } = filter
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const asked = {
        ...{ controllerId, outcome, isOpen },
        subjectId: optionalId(context, 'subject', dataSubjectId, '/filter/dataSubjectId'),
        integrationId: optionalId(context, 'integration', integrationId, '/filter/integrationId'),
      }
      return listPropagations(context.services.database, asked, { first, after })
    },
  }),
)
