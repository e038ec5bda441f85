import type { Tables } from '@conduit/core'

/** The types that an operator starts from. What is personal data is said by each mapping alone. */
export const tables: Tables = {
  events: [
    { type: 'user.created', meaning: 'subject.created' },
    { type: 'user.updated', meaning: 'subject.updated' },
    { type: 'user.deleted', meaning: 'subject.deleted' },
    { type: 'customer.created', meaning: 'subject.created' },
    { type: 'customer.updated', meaning: 'subject.updated' },
    { type: 'customer.deleted', meaning: 'subject.deleted' },
    { type: 'contact.created', meaning: 'subject.created' },
    { type: 'contact.updated', meaning: 'subject.updated' },
    { type: 'contact.deleted', meaning: 'subject.deleted' },
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
