import type { EventRow, Tables } from '@conduit/core'

const ofPeople = (what: string) => ['user', 'customer', 'contact'].map(who => `${who}.${what}`)

/** The types that an operator starts from. */
export const commonTypes: readonly {
  readonly types: readonly string[]
  readonly meaning: EventRow['meaning']
}[] = [
  { types: ofPeople('created'), meaning: 'subject.created' },
  { types: ofPeople('updated'), meaning: 'subject.updated' },
  { types: ofPeople('deleted'), meaning: 'subject.deleted' },
  { types: ['consent.granted'], meaning: 'consent.granted' },
  { types: ['consent.withdrawn'], meaning: 'consent.withdrawn' },
  { types: ['order.placed', 'payment.*', 'invoice.*'], meaning: 'transaction' },
  { types: ['mail.sent', 'message.*'], meaning: 'communication' },
  { types: ['privacy.access_requested'], meaning: 'request.access' },
  { types: ['privacy.erasure_requested'], meaning: 'request.erasure' },
]

/** What is personal data is said by each mapping alone. */
export const tables: Tables = {
  events: commonTypes.map(({ types, meaning }) => ({
    type: types.length > 1 ? `{${types}}` : `${types}`,
    meaning,
  })),
  pii: [],
}
