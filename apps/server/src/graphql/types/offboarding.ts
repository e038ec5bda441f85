import { encodeId } from '@conduit/core/host'
import type { OffboardingNode } from '@conduit/db/offboarding'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

const OffboardingState = builder.enumType('OffboardingState', {
  values: {
    exporting: { description: 'What is to be kept is being taken away.' },
    grace: { description: 'All is still there, and it can be called off.' },
    deleting: { description: 'The salt and the credentials are gone, and the rows go.' },
    done: { description: 'Nothing is left but the audit log.' },
    cancelled: {},
  } as const,
})

export const OffboardingExport = builder.enumType('OffboardingExport', {
  description: 'What is to be taken away before anything is deleted.',
  values: {
    record_of_processing: { description: 'See `articleThirtyRecord`.' },
    audit_log: { description: 'With its verifier: `GET /api/v1/audit/export`.' },
    consents: { description: 'See `consents`.' },
  } as const,
})

const DeletedRows = builder
  .objectRef<{ readonly table: string; readonly count: number }>('DeletedRows')
  .implement({
    description: 'How many rows of a table have gone.',
    fields: t => ({ table: t.exposeString('table'), count: t.exposeInt('count') }),
  })

export const Offboarding = builder.objectRef<OffboardingNode>('Offboarding').implement({
  description:
    'That an organisation leaves, and how far that is. When it is done it is all there is.',
  fields: t => ({
    dataControllerId: t.id({
      resolve: ({ controllerId }) => encodeId('controller', controllerId, controllerId),
    }),
    state: t.expose('state', { type: OffboardingState }),
    requestedAt: t.expose('requestedAt', { type: DateTime }),
    graceDays: t.exposeInt('graceDays', {
      description: 'So long everything stays after the exports.',
    }),
    exportedAt: t.expose('exportedAt', {
      type: DateTime,
      nullable: true,
      description: 'When somebody said that all was taken away.',
    }),
    notBefore: t.expose('notBefore', {
      type: DateTime,
      nullable: true,
      description: 'The end of the time in which it can be cancelled.',
    }),
    waitsFor: t.exposeString('waitsFor', {
      nullable: true,
      description: 'Why it begins later than that: `held`, `redaction_running`.',
    }),
    cancelledAt: t.expose('cancelledAt', { type: DateTime, nullable: true }),
    startedAt: t.expose('startedAt', { type: DateTime, nullable: true }),
    finishedAt: t.expose('finishedAt', { type: DateTime, nullable: true }),
    deleted: t.field({
      type: [DeletedRows],
      description: 'What has gone, by table.',
      resolve: ({ deleted }) => Object.entries(deleted).map(([table, count]) => ({ table, count })),
    }),
  }),
})
