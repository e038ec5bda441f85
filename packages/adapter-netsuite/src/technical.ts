import type { TechnicalRow } from '@conduit/core'

/** A serialised record, in an envelope or without. */
const raw = '{,/record}'

/** What is nobody's: the envelope, and what NetSuite counts. */
export const technical: readonly TechnicalRow[] = [
  { path: `${raw}/{id,eventId,accountId,recordType,type}`, class: 'id' },
  { path: '/{eventType,executionContext,changedFields/*}', class: 'enum' },
  { path: `${raw}/timestamp`, class: 'time' },
  { path: '{,/*}/links/*/rel', class: 'enum' },
  { path: '{,/*}/links/*/href', class: 'url' },
]
