import { defineAdapter, jweToken } from '@conduit/core'
import {
  audienceTables,
  mergeTagRows,
  parseAudienceEvent,
  verifyAudienceSignature,
} from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { connecting, erasing } from './instructions.ts'
import { settings } from './settings.ts'

export default defineAdapter({
  name: 'mailchimp-marketing',
  title: 'Mailchimp Marketing',
  settings,
  endpoint,
  tables: audienceTables,
  rows: mergeTagRows,
  authenticate: jweToken(),
  verifySignature: (request, connection) => verifyAudienceSignature(request, connection.settings),
  parseEvent: parseAudienceEvent,
  instructions: connecting,
  redact: erasing,
})
