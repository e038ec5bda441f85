import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { fetch } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
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
  hosts,
  fetch,
  setup,
  instructions: connecting,
  redact: erasing,
})
