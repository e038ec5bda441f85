import { builder } from '../builder.ts'

const AttentionKind = builder.enumType('AttentionKind', {
  values: {
    consent_conflicts: {
      description:
        'Consents that platforms see differently, of those who said the last thousand things.',
    },
    propagations_failed: {
      description: 'Platforms that refused a decision, or could not be told; of the last thousand.',
    },
    propagations_different: {
      description: 'Platforms that were told a decision and do not say the same.',
    },
    unmapped_purposes: {
      description:
        'Names of purposes for which there is neither a mapping nor a default; 100 at most.',
    },
    deliveries_kept_aside: { description: 'Genuine deliveries on which our code failed.' },
    subscribers_failing: {
      description: 'They failed on the same notification three times or more.',
    },
    holds_to_review: { description: 'Legal holds whose day of review has come.' },
    suppressions_to_review: {
      description: 'Suppressed people of whom a proven event says that they came back.',
    },
    link_suggestions: { description: 'People that may be one; 1,000 at most.' },
    requests_overdue: { description: 'Open requests whose time is over.' },
    requests_unacknowledged: { description: 'Their receipt should have been confirmed.' },
    requests_due_soon: { description: 'Open requests that are due within seven days.' },
    requests_unconfirmed: { description: 'Nobody has said who it is that asks.' },
    requests_unchecked: { description: 'Nobody has checked that it is them.' },
    requests_answered_unchecked: { description: 'They were answered without that.' },
    data_exports_incomplete: {
      description: 'Copies that failed, wholly or at an integration; of the last thirty days.',
    },
    data_exports_unread: {
      description: 'Copies whose time is over and that nobody has had; of the last thirty days.',
    },
    redactions_failed: {
      description: 'Objects whose erasure failed, or that are still there; of open requests.',
    },
    redactions_by_hand: { description: 'Objects that somebody has to erase by hand.' },
    recipients_to_notify: {
      description:
        'Recipients of data who are to be told that it was erased, corrected or restricted.',
    },
    redactions_unapproved: { description: 'Plans that nobody has approved or stopped.' },
    request_duplicates: {
      description: 'Another open request may be the same; of the thousand that are due first.',
    },
  } as const,
})

const Severity = builder.enumType('Severity', { values: ['error', 'warning', 'notice'] as const })

/** Something that needs somebody. */
export interface Attention {
  readonly kind: typeof AttentionKind.$inferType
  readonly severity: typeof Severity.$inferType
  readonly count: number
}

export const AttentionItem = builder.objectRef<Attention>('AttentionItem').implement({
  description: 'Something that needs somebody.',
  fields: t => ({
    kind: t.expose('kind', { type: AttentionKind }),
    severity: t.expose('severity', { type: Severity }),
    count: t.exposeInt('count'),
  }),
})
