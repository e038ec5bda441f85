import type { EventRow, Tables } from '@conduit/core'

const people = ['user', 'customer', 'contact'].flatMap((who): readonly EventRow[] => [
  { type: `${who}.created`, meaning: 'subject.created' },
  { type: `${who}.updated`, meaning: 'subject.updated' },
  { type: `${who}.deleted`, meaning: 'subject.deleted' },
])

/** The types that an operator starts from. What is personal data is said by each mapping alone. */
export const tables: Tables = {
  events: [
    ...people,
    { type: 'consent.granted', meaning: 'consent.granted' },
    { type: 'consent.withdrawn', meaning: 'consent.withdrawn' },
    { type: 'order.placed', meaning: 'transaction' },
    { type: 'payment.*', meaning: 'transaction' },
    { type: 'invoice.*', meaning: 'transaction' },
    { type: 'mail.sent', meaning: 'communication' },
    { type: 'message.*', meaning: 'communication' },
    { type: 'privacy.access_requested', meaning: 'request.access' },
    { type: 'privacy.erasure_requested', meaning: 'request.erasure' },
  ],
  pii: [],
}
