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
  pollEvery: ({ intervalMinutes }) => intervalMinutes * 60,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
