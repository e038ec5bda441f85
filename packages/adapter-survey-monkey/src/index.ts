import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { fetch, hosts } from './fetch.ts'
import { connecting, erasing } from './instructions.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'survey-monkey',
  title: 'SurveyMonkey',
  settings,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  hosts,
  fetch,
  instructions: connecting,
  redact: erasing,
})
