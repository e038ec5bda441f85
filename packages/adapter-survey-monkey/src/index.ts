import { defineAdapter, jweToken, redactLoadedLater, webhooksState } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { parseEvent } from './parse-event.ts'
import { read } from './read.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'survey-monkey',
  title: 'SurveyMonkey',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  extractPii,
  hosts,
  read,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
