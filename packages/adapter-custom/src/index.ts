import { defineAdapter, didAndBearer, didAndKey, firstOf, redactLoadedLater } from '@conduit/core'
import { hosts } from './api.ts'
import { check } from './check.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { rows } from './rows.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'custom',
  title: 'Custom',
  settings,
  endpoint,
  tables,
  rows,
  check,
  authenticate: firstOf(didAndKey(), didAndBearer()),
  verifySignature,
  parseEvent,
  hosts,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
