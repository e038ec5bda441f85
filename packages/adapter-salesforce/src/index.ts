import { defineAdapter, didAndKey, exportLoadedLater, redactLoadedLater } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { hosts, read } from './read.ts'
import { reply } from './reply.ts'
import { accounts, check, rows, settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'salesforce',
  title: 'Salesforce',
  settings,
  endpoint,
  tables,
  authenticate: didAndKey(),
  verifySignature,
  parseEvent,
  extractPii,
  accounts,
  rows,
  check,
  reply,
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
