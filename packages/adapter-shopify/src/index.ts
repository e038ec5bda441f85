import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'shopify',
  title: 'Shopify',
  settings,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  accounts: ({ shopDomains }) => shopDomains ?? [],
  instructions: connecting,
  redact: erasing,
})
