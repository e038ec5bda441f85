import { defineAdapter, fromMatches, jweToken, pick, refuse } from '@conduit/core'
import { fetch } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
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
  verifySignature: () => refuse('unauthorized', 'SynXis calls nobody'),
  parseEvent: () => refuse('invalid', 'SynXis calls nobody'),
  // Each guest is a person; what is said of the whole reservation belongs to the first, who booked.
  extractPii: event =>
    fromMatches(
      pick(tables.pii, event).map(each => ({ ...each, person: each.person || '/Guests/0' })),
    ),
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  fetch,
  pollEvery: ({ intervalMinutes }) => intervalMinutes * 60,
  instructions: connecting,
  redact: erasing,
})
