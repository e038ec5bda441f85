import {
  defineAdapter,
  exportLoadedLater,
  jweToken,
  redactLoadedLater,
  signedBody,
} from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { hosts, read } from './read.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'xero',
  title: 'Xero',
  settings,
  check,
  endpoint,
  tables,
  authenticate: jweToken(),
  // The key looks like base64 and is used as the text that it is. “Intent to receive” is signed like
  // any batch, some of its calls wrongly on purpose: Xero switches the webhook on if those get 401.
  verifySignature: signedBody({ header: 'x-xero-signature', encoding: 'base64' }),
  parseEvent,
  extractPii,
  accounts: ({ tenantIds }) => tenantIds ?? [],
  // Xero takes any body for a failure, a refusal's too.
  reply: () => ({ text: '' }),
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
