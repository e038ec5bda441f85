import { ConduitError } from '@conduit/core'
import { listRedactions, redactionNeeds } from '@conduit/db/redactions'
import { builder } from '../builder.ts'
import { optionalId, refOf } from '../scope.ts'
import { Redaction, RedactionConnection, RedactionState } from '../types/redaction.ts'

const RedactionNeed = builder.enumType('RedactionNeed', {
  description: 'Why a task of an erasure needs somebody: what `attention` counts.',
  values: redactionNeeds,
})

const RedactionFilter = builder.inputType('RedactionFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    requestId: t.id(),
    dataSubjectId: t.id(),
    state: t.field({ type: RedactionState }),
    needs: t.field({ type: RedactionNeed }),
  }),
})

builder.queryFields(t => ({
  redactions: t.field({
    type: RedactionConnection,
    description: 'Erasures of people, what was planned last first.',
    args: {
      filter: t.arg({ type: RedactionFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { filter, first, after }, context) => {
      const { dataControllerId, requestId, dataSubjectId, state, needs } = filter
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const asked = {
        ...{ controllerId, state, needs },
        requestId: optionalId(context, 'request', requestId, '/filter/requestId'),
        subjectId: optionalId(context, 'subject', dataSubjectId, '/filter/dataSubjectId'),
      }
      return listRedactions(context.services.database, asked, { first, after })
    },
  }),
  redaction: t.field({
    type: Redaction,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const found = await context.redaction(refOf(context, 'redaction', id, '/id'))
      if (found === null) throw new ConduitError('not_found')
      return found
    },
  }),
}))
