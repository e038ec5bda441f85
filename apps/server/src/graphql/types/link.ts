import { encodeId } from '@conduit/core/host'
import type { LinkNode } from '@conduit/db/people'
import { builder } from '../builder.ts'
import { DateTime } from '../scalars.ts'

const LinkEvidence = builder.enumType('LinkEvidence', {
  description: 'Why two people may be one.',
  values: {
    event: { description: 'A proven event names identifiers of both.' },
    email_base: { description: 'Their addresses differ only in what their provider ignores.' },
    unsigned: { description: 'Nothing but an unsigned event says so.' },
    shared: { description: 'They share a mailbox that several people read. No reason to merge.' },
  } as const,
})

export const LinkSuggestion = builder.objectRef<LinkNode>('LinkSuggestion').implement({
  description: 'Two people that may be one. Nobody is merged but by `mergeDataSubjects`.',
  fields: t => ({
    evidence: t.expose('evidence', { type: LinkEvidence }),
    suggestedAt: t.expose('suggestedAt', { type: DateTime }),
    activityId: t.id({
      description: 'The processing activity that suggested it.',
      resolve: ({ controllerId, activityId }) => encodeId('activity', controllerId, activityId),
    }),
  }),
})

export const LinkSuggestionConnection = builder.connectionObject({
  type: LinkSuggestion,
  name: 'LinkSuggestionConnection',
})
