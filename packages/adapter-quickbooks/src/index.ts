import {
  byAccount,
  defineAdapter,
  exportLoadedLater,
  redactLoadedLater,
  signedBody,
} from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { hosts, read } from './read.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'quickbooks',
  title: 'QuickBooks Online',
  settings,
  check,
  endpoint,
  tables,
  // An Intuit app has one URL for all companies: the signature proves, the realm says whose it is.
  authenticate: byAccount(),
  // The verifier token looks like a UUID and is used as the text that it is. No time is signed.
  verifySignature: signedBody({ header: 'intuit-signature', encoding: 'base64' }),
  parseEvent,
  // The server's options alone name no company.
  accounts: ({ realmId }) => (realmId === undefined ? [] : [realmId]),
  hosts,
  proveAccounts,
  read,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
