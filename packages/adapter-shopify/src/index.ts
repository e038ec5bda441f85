import { defineAdapter, jweToken } from '@conduit/core'
import { hosts } from './admin-api.ts'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { connecting, connectingTheRest, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { settings, state } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'shopify',
  title: 'Shopify',
  settings,
  state,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  hosts,
  setup,
  accounts: ({ shopDomains }) => shopDomains ?? [],
  instructions: connecting,
  instructionsAfterSetup: connectingTheRest,
  redact: erasing,
})
