import { encodeId } from '@conduit/core/host'
import type { NoticeNode } from '@conduit/db/notices'
import { builder } from '../builder.ts'
import { upTo } from '../query-limits.ts'
import { DateTime } from '../scalars.ts'
import { DataSubjectRequest } from './request.ts'

const RecipientNoticeKind = builder.enumType('RecipientNoticeKind', {
  values: ['erasure', 'rectification', 'restriction'] as const,
})

export const RecipientNoticeOutcome = builder.enumType('RecipientNoticeOutcome', {
  values: {
    notified: { description: 'It was told: `proof` says what shows that.' },
    impossible: { description: 'It cannot be told: `reason` says why.' },
    disproportionate: { description: 'To tell it would be out of proportion: `reason` says why.' },
  } as const,
})

const asked: Readonly<Record<NoticeNode['kind'], string>> = {
  erasure:
    'that the data was erased, and that it has to erase links to it, copies and replications',
  rectification: 'that the data was corrected, and what it is now',
  restriction: 'that the data may only be kept, and not be used',
}

export const RecipientNotice = builder.objectRef<NoticeNode>('RecipientNotice').implement({
  description: 'Somebody who had the data and is to be told what became of it: Art. 19 GDPR.',
  fields: t => ({
    id: t.id({ resolve: ({ controllerId, id }) => encodeId('notice', controllerId, id) }),
    recipient: t.exposeString('recipient', {
      description: 'As the record of processing names it.',
    }),
    kind: t.expose('kind', { type: RecipientNoticeKind }),
    entries: t.exposeStringList('entries', {
      description: 'The entries of the record by which the data was disclosed.',
    }),
    instructions: t.string({
      description: 'What somebody has to do.',
      resolve: ({ recipient, kind, entries }) =>
        `Tell ${recipient} ${asked[kind]}. It had it for: ${entries.join(', ')}. Name the person as it knows them, by a way that is safe, and note what shows it.`,
    }),
    createdAt: t.expose('createdAt', { type: DateTime }),
    outcome: t.expose('outcome', {
      type: RecipientNoticeOutcome,
      nullable: true,
      description: 'Null: it is still to be done.',
    }),
    doneAt: t.expose('doneAt', { type: DateTime, nullable: true }),
    doneBy: t.id({
      nullable: true,
      description: 'An API key; null: nobody, or whoever runs the server.',
      resolve: ({ controllerId, doneByType, doneById }) =>
        doneById !== null && doneByType === 'api_key'
          ? encodeId('key', controllerId, doneById)
          : doneById,
    }),
    proof: t.exposeString('proof', { nullable: true }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
})

builder.objectField(DataSubjectRequest, 'notices', t =>
  t.field({
    type: [RecipientNotice],
    description: 'Who is to be told what became of it, by the names of the recipients.',
    complexity: upTo(10),
    resolve: async ({ controllerId, id }, _args, context) => [
      ...(await context.notices({ controllerId, id })),
    ],
  }),
)
