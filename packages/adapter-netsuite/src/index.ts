import { defineAdapter, jweToken, redactLoadedLater } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { read } from './read.ts'
import { canonicalAccount, check, settings } from './settings.ts'
import { rows, tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'netsuite',
  title: 'NetSuite',
  settings,
  check,
  endpoint,
  tables,
  rows,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  // The server's options alone may name no account.
  accounts: ({ accountId }) => (accountId === undefined ? [] : [canonicalAccount(accountId)]),
  hosts,
  proveAccounts,
  read,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
