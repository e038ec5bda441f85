import { defineAdapter, didAndKey, firstOf, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch, hosts } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'eventbrite',
  title: 'Eventbrite',
  settings,
  endpoint,
  tables,
  authenticate: firstOf(jweToken(), didAndKey()),
  // Eventbrite has no secret to sign with: see `parseEvent` for what is checked instead.
  verifySignature: () => 'unsigned',
  parseEvent,
  extractPii,
  hosts,
  fetch,
  instructions: connecting,
  redact: erasing,
})
