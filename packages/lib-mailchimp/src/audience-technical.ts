import type { TechnicalRow } from '@conduit/core'

const groupings = '/data/merges/GROUPINGS'

/** Texts of audience webhooks that are nobody's. */
export const audienceTechnical: readonly TechnicalRow[] = [
  { path: '/type', class: 'enum' },
  { path: '/fired_at', class: 'time' },
  { path: '/data/{action,reason,status,email_type}', class: 'enum' },
  { path: '/data/{list_id,campaign_id}', class: 'id' },
  { path: '/data/id', class: 'id', types: ['campaign'] },
  { path: `${groupings}/*/{id,unique_id}`, class: 'id' },
]
