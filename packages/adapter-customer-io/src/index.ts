import { defineAdapter, json, jweToken, webhooksState } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { parseEvent } from './parse-event.ts'
import { hosts, read } from './read.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'customer-io',
  title: 'Customer.io',
  settings,
  state: webhooksState,
  // One event per request. Any JSON is taken: one call refused would hold up all that come after it.
  endpoint: {
    formats: [json()],
    payload: Type.Unknown(),
    requiredHeaders: ['x-cio-signature', 'x-cio-timestamp'],
  },
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  hosts,
  read,
  setup,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
