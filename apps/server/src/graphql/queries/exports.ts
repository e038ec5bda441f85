import { ConduitError } from '@conduit/core'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { DataExport } from '../types/data-export.ts'

builder.queryField('dataExport', t =>
  t.field({
    type: DataExport,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const copy = await context.dataExport(refOf(context, 'export', id, '/id'))
      if (copy === null) throw new ConduitError('not_found')
      return copy
    },
  }),
)
