import { completeNotice, type NoticeNode } from '@conduit/db/notices'
import { builder } from '../builder.ts'
import { refOf } from '../scope.ts'
import { RecipientNotice, RecipientNoticeOutcome } from '../types/recipient-notice.ts'

const CompleteRecipientNoticeInput = builder.inputType('CompleteRecipientNoticeInput', {
  fields: t => ({
    id: t.id({ required: true }),
    outcome: t.field({ type: RecipientNoticeOutcome, required: true }),
    note: t.string({
      required: true,
      description:
        'What shows that it was told, as the number of a ticket, or why it is not; at most 100 characters. No address.',
    }),
  }),
})

const RecipientNoticePayload = builder
  .objectRef<{ readonly notice: NoticeNode }>('RecipientNoticePayload')
  .implement({
    fields: t => ({ notice: t.field({ type: RecipientNotice, resolve: ({ notice }) => notice }) }),
  })

builder.mutationField('completeRecipientNotice', t =>
  t.field({
    type: RecipientNoticePayload,
    description: 'Notes that a recipient was told what became of a request, or why it is not.',
    args: { input: t.arg({ type: CompleteRecipientNoticeInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { id, outcome, note } = input
      const ref = refOf(context, 'notice', id, '/input/id')
      const { administration } = context.services
      const end = { outcome, note }
      return { notice: await completeNotice(administration, context.actor, ref, end) }
    },
  }),
)
