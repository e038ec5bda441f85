import { lastOffboarding } from '@conduit/db/offboarding'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { Offboarding } from '../types/offboarding.ts'

builder.queryField('offboarding', t =>
  t.field({
    type: Offboarding,
    nullable: true,
    description: 'How far an organisation is in leaving; null: it was never to leave.',
    args: { dataControllerId: t.arg.id({ required: true }) },
    resolve: async (_root, { dataControllerId }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      return await lastOffboarding(context.services.database, controllerId)
    },
  }),
)
