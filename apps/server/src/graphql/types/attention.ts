import { builder } from '../builder.ts'

const AttentionKind = builder.enumType('AttentionKind', {
  values: {
    consent_conflicts: {
      description:
        'Consents that platforms see differently, of those who said the last thousand things.',
    },
    unmapped_purposes: {
      description:
        'Names of purposes for which there is neither a mapping nor a default; 100 at most.',
    },
  } as const,
})

const Severity = builder.enumType('Severity', { values: ['warning', 'notice'] as const })

interface Attention {
  readonly kind: 'consent_conflicts' | 'unmapped_purposes'
  readonly severity: 'warning' | 'notice'
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
