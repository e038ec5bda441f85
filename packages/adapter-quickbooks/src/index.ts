import { byAccount, defineAdapter } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch, hosts } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'quickbooks',
  title: 'QuickBooks Online',
  settings,
  check,
  endpoint,
  tables,
  // An Intuit app has one URL for all companies: the signature proves, the realm says whose it is.
  authenticate: byAccount(),
  verifySignature,
  parseEvent,
  extractPii,
  // The server's options alone name no company.
  accounts: ({ realmId }) => (realmId === undefined ? [] : [realmId]),
  hosts,
  fetch,
  instructions: connecting,
  redact: erasing,
})
