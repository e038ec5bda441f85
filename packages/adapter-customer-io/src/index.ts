import {
  defineAdapter,
  exportLoadedLater,
  json,
  jweToken,
  redactLoadedLater,
  webhooksState,
} from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { hosts } from './api.ts'
import { parseEvent } from './parse-event.ts'
import { read } from './read.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { tell } from './tell.ts'
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
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  propagate: tell,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
