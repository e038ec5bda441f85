import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import {
  audienceHosts,
  audienceSetup,
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
  state: webhooksState,
  endpoint,
  tables: audienceTables,
  rows: mergeTagRows,
  authenticate: jweToken(),
  verifySignature: (request, connection) => verifyAudienceSignature(request, connection.settings),
  parseEvent: parseAudienceEvent,
  hosts: audienceHosts,
  setup: audienceSetup,
  instructions: connecting,
  redact: erasing,
})
