import { createExport, createExportLink, deleteExport, type ExportNode } from '@conduit/db/exports'
import { exportsPrefix } from '../../exports/exports-prefix.ts'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { DataExport } from '../types/data-export.ts'

const CreateDataExportInput = builder.inputType('CreateDataExportInput', {
  fields: t => ({
    requestId: t.id({ required: true }),
    identifiers: t.idList({
      description:
        'Identifiers of the plan that the request did not name, and that somebody answers for.',
    }),
  }),
})

const DataExportPayload = builder
  .objectRef<{ readonly dataExport: ExportNode }>('DataExportPayload')
  .implement({
    fields: t => ({
      dataExport: t.field({ type: DataExport, resolve: ({ dataExport }) => dataExport }),
    }),
  })

const DataExportLinkPayload = builder
  .objectRef<{ readonly dataExport: ExportNode; readonly url: string }>('DataExportLinkPayload')
  .implement({
    fields: t => ({
      dataExport: t.field({ type: DataExport, resolve: ({ dataExport }) => dataExport }),
      url: t.exposeString('url', {
        description: 'Shown once. Whoever has it has the copy, until `DataExport.expiresAt`.',
      }),
    }),
  })

builder.mutationFields(t => ({
  createDataExport: t.field({
    type: DataExportPayload,
    description:
      'Begins a copy of what is known of a person and of what platforms hold. See `DataSubjectRequest.exportPlan`.',
    args: { input: t.arg({ type: CreateDataExportInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const request = refOf(context, 'request', input.requestId, '/input/requestId')
      const { administration, enqueueExport } = context.services
      const dataExport = await createExport(administration, context.actor, {
        ...{ request, approved: input.identifiers ?? [], onCreated: enqueueExport },
      })
      return { dataExport }
    },
  }),
  createDataExportLink: t.field({
    type: DataExportLinkPayload,
    description: 'Makes the link to a copy that is ready. The link before leads nowhere any more.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'export', id, '/id')
      const { administration } = context.services
      const link = await createExportLink(administration, context.actor, ref)
      return { dataExport: link.export, url: `${context.origin}${exportsPrefix}${link.secret}` }
    },
  }),
  deleteDataExport: t.field({
    type: DataExportPayload,
    description: 'Destroys a copy, whether it is collected or can be had.',
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const ref = refOf(context, 'export', id, '/id')
      const { administration } = context.services
      return { dataExport: await deleteExport(administration, context.actor, ref) }
    },
  }),
}))
