import { defineAdapter, jweToken, redactLoadedLater } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { hosts } from './hosts.ts'
import { parseEvent } from './parse-event.ts'
import { poll } from './poll.ts'
import { read } from './read.ts'
import { check, settings, state } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'google-drive',
  title: 'Google Drive',
  settings,
  state,
  check,
  endpoint,
  tables,
  authenticate: jweToken({ header: 'x-goog-channel-token', boundBy: 'x-goog-channel-id' }),
  verifySignature,
  parseEvent,
  hosts,
  read,
  poll,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
