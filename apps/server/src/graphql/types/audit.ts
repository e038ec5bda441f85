import { encodeId } from '@conduit/core/host'
import { type AuditNode, serverId } from '@conduit/db'
import { builder } from '../builder.ts'
import { DateTime, Json } from '../scalars.ts'

const kinds = {
  data_controller: 'controller',
  integration: 'integration',
  dx_key: 'key',
  api_key: 'key',
  quarantine: 'quarantine',
  purpose: 'purpose',
  consent: 'consent',
  data_subject_request: 'request',
  data_export: 'export',
  redaction: 'redaction',
  redaction_task: 'redactionTask',
} as const

export const AuditEntry = builder.objectRef<AuditNode>('AuditEntry').implement({
  description: 'Who did what. Entries are only ever added.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('audit', controllerId, id) }),
    seq: t.exposeInt('seq', {
      nullable: true,
      description: 'Its number in its log, from 1. Null: it waits to be sealed.',
    }),
    at: t.expose('at', { type: DateTime }),
    dataControllerId: t.id({
      nullable: true,
      description: 'Null: it concerns the server itself.',
      resolve: ({ controllerId }) =>
        controllerId === serverId ? null : encodeId('controller', controllerId, controllerId),
    }),
    actorType: t.exposeString('actorType'),
    actorId: t.id({
      nullable: true,
      resolve: ({ actorType, actorId, controllerId }) =>
        actorId !== null && actorType === 'api_key'
          ? encodeId('key', controllerId, actorId)
          : actorId,
    }),
    action: t.exposeString('action'),
    objectType: t.exposeString('objectType'),
    objectId: t.id({
      nullable: true,
      resolve: ({ objectType, objectId, controllerId }) => {
        const kind = kinds[objectType as keyof typeof kinds]
        return objectId === null || kind === undefined
          ? objectId
          : encodeId(kind, controllerId, objectId)
      },
    }),
    outcome: t.exposeString('outcome'),
    details: t.expose('details', { type: Json }),
  }),
})

export const AuditConnection = builder.connectionObject({
  type: AuditEntry,
  name: 'AuditEntryConnection',
})
