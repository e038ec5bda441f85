import { defineAdapter, didAndKey } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { hosts, read } from './read.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'
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
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
