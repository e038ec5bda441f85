import { defineAdapter, didAndKey, exportLoadedLater, redactLoadedLater } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { read } from './read.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'
import { tell } from './tell.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'hubspot',
  title: 'HubSpot',
  settings,
  check,
  endpoint,
  tables,
  authenticate: didAndKey(),
  verifySignature,
  parseEvent,
  accounts: ({ portalId }) => [portalId],
  hosts,
  proveAccounts,
  read,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  propagate: tell,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
