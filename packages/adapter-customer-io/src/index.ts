import { defineAdapter, json, jweToken, webhooksState } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { fetch, hosts } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { extractPii, tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'customer-io',
  title: 'Customer.io',
  settings,
  state: webhooksState,
  // One event per request. Any JSON is taken: one call refused would hold up all that come after it.
  endpoint: { formats: [json()], payload: Type.Unknown() },
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  hosts,
  fetch,
  setup,
  instructions: connecting,
  redact: erasing,
})
