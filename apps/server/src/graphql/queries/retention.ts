import { listHolds, listPeriods } from '@conduit/db/retention'
import { builder } from '../builder.ts'
import { optionalId, refOf } from '../scope.ts'
import { LegalHoldConnection } from '../types/hold.ts'
import { RetentionPeriod } from '../types/retention.ts'

builder.queryFields(t => ({
  retention: t.field({
    type: [RetentionPeriod],
    description: 'How long a controller keeps what; at most 2,000.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      return [...(await listPeriods(context.services.database, controllerId))]
    },
  }),
  holds: t.field({
    type: LegalHoldConnection,
    description: 'Legal holds, what was placed last first.',
    args: {
      dataControllerId: t.arg.id({ required: true }),
      dataSubjectId: t.arg.id(),
      integrationId: t.arg.id(),
      isActive: t.arg.boolean({ description: 'Only those that hold now, or that do not.' }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { first, after, isActive, ...ids }, context) => {
      const { dataControllerId, dataSubjectId, integrationId } = ids
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const { database, clock } = context.services
      const filter = {
        controllerId,
        subjectId: optionalId(context, 'subject', dataSubjectId, '/dataSubjectId'),
        integrationId: optionalId(context, 'integration', integrationId, '/integrationId'),
        isActive: isActive ?? undefined,
      }
      return listHolds(database, filter, clock(), { first, after })
    },
  }),
}))
