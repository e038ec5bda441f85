import { defineAdapter, fromMatches, jweToken, refuse } from '@conduit/core'
import { poll } from './poll.ts'
import { settings, state } from './settings.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'sabre',
  title: 'Sabre SynXis',
  settings,
  state,
  endpoint: null,
  tables,
  authenticate: jweToken(),
  verifySignature: () => refuse('unauthorized', 'never_calls', { detail: 'SynXis calls nobody' }),
  parseEvent: () => refuse('invalid', 'never_calls', { detail: 'SynXis calls nobody' }),
  // Each guest is a person; what is said of the whole reservation belongs to the first, who booked.
  extractPii: (_event, _integration, found) =>
    fromMatches(
      found.map(match => ({ ...match, person: match.person === '' ? '/Guests/0' : match.person })),
    ),
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  poll,
  byHand: {
    profile:
      'The id of the target is a guest profile’s. Look first whether several profiles match it, as all of them would be deleted; then delete it by OTA_DeleteRQ, and ask Aven Hospitality support to erase the guest in reservations, the card vault and e-mail logs. Erase the copy in the property management system.',
    membership:
      'The id of the target is the number of a loyalty membership. Ask Aven Hospitality support to erase this member, and the guest in the reservations that name it. Erase the copy in the property management system.',
  },
  pollEvery: ({ intervalMinutes }) => intervalMinutes * 60,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
