import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { check, settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'klaviyo',
  title: 'Klaviyo',
  settings,
  state: webhooksState,
  check,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  accounts: ({ accountId }) => (accountId === undefined ? [] : [accountId]),
  hosts,
  fetch,
  setup,
  instructions: connecting,
  redact: erasing,
})
