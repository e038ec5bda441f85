import { defineAdapter, jweToken } from '@conduit/core'
import {
  audienceHosts,
  audiencePersonalData,
  audienceSetup,
  audienceTables,
  mergeTagRows,
  parseAudienceEvent,
  verifyAudienceSignature,
} from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { connecting, erasing } from './instructions.ts'
import { settings, state } from './settings.ts'

export default defineAdapter({
  name: 'mailchimp-marketing',
  title: 'Mailchimp Marketing',
  settings,
  state,
  endpoint,
  tables: audienceTables,
  rows: mergeTagRows,
  authenticate: jweToken(),
  verifySignature: (request, connection) => verifyAudienceSignature(request, connection.settings),
  parseEvent: parseAudienceEvent,
  extractPii: (event, connection) => audiencePersonalData(event, connection.settings),
  hosts: audienceHosts,
  setup: audienceSetup,
  instructions: connecting,
  redact: erasing,
})
