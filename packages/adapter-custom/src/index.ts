import { defineAdapter, didAndBearer, didAndKey, firstOf } from '@conduit/core'
import { check } from './check.ts'
import { endpoint } from './endpoint.ts'
import { connecting, erasing } from './instructions.ts'
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
  instructions: connecting,
  redact: erasing,
})
