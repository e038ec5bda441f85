import { listSuppressions } from '@conduit/db/erasure'
import { builder } from '../builder.ts'
import { lookUpTokens } from '../look-up.ts'
import { refOf } from '../scope.ts'
import { SuppressionConnection, SuppressionReason } from '../types/suppression.ts'
import { IdentifierFilter, noteLookUp } from './people.ts'

const SuppressionFilter = builder.inputType('SuppressionFilter', {
  fields: t => ({
    dataControllerId: t.id({ required: true }),
    identifier: t.field({ type: IdentifierFilter }),
    reason: t.field({ type: SuppressionReason }),
    isToReview: t.boolean({
      description: 'A proven event says that the person came back, and nobody has decided.',
    }),
  }),
})

builder.queryField('suppressions', t =>
  t.field({
    type: SuppressionConnection,
    description:
      'Identifiers of which nothing is recorded, what was added last first. A look-up by an identifier stands in the audit log, and a key has sixty a minute.',
    args: {
      filter: t.arg({ type: SuppressionFilter, required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: async (_root, { filter, first, after }, context) => {
      const { dataControllerId, identifier, reason, isToReview } = filter
      const pointer = '/filter/dataControllerId'
      const { controllerId } = refOf(context, 'controller', dataControllerId, pointer)
      const { database } = context.services
      const asked = {
        controllerId,
        reason: reason ?? undefined,
        isToReview: isToReview ?? undefined,
      }
      if (identifier == null) return await listSuppressions(database, asked, { first, after })
      context.limitLookUps(context.holder.id)
      const tokens = await lookUpTokens(context, controllerId, identifier)
      const page = await listSuppressions(database, { ...asked, tokens }, { first, after })
      await noteLookUp(context, controllerId, identifier.category, page.edges.length > 0)
      return page
    },
  }),
)
