import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch } from './fetch.ts'
import { hosts } from './hosts.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { check, settings, state } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'google-drive',
  title: 'Google Drive',
  settings,
  state,
  check,
  endpoint,
  tables,
  authenticate: jweToken({ header: 'x-goog-channel-token', boundBy: 'x-goog-channel-id' }),
  verifySignature,
  parseEvent,
  extractPii,
  hosts,
  fetch,
  setup,
  instructions: connecting,
  redact: erasing,
})
