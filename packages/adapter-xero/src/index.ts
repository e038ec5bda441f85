import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch, hosts } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { check, settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'xero',
  title: 'Xero',
  settings,
  check,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  accounts: ({ tenantIds }) => tenantIds ?? [],
  // Xero takes any body for a failure, a refusal's too.
  reply: () => ({ text: '' }),
  hosts,
  fetch,
  instructions: connecting,
  redact: erasing,
})
