import { defineAdapter, didAndBearer, didAndKey, firstOf } from '@conduit/core'
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
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
