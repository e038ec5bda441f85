import type { Connection, Delivery } from '@conduit/core'
import { defineAdapter, jweToken, personalData, refuse, rowsOf, webhooksState } from '@conduit/core'
import {
  audienceTables,
  mergeTagRows,
  parseAudienceEvent,
  verifyAudienceSignature,
} from '@conduit/lib-mailchimp'
import { endpoint, type Payload } from './endpoint.ts'
import { connecting, connectingTheRest, erasing } from './instructions.ts'
import { mandrillTables } from './mandrill-tables.ts'
import { parseMandrillEvents } from './parse-mandrill-events.ts'
import { type Settings, settings } from './settings.ts'
import { hosts, setup } from './setup.ts'
import { verifyMandrillSignature } from './verify-mandrill-signature.ts'

const audience = { tables: audienceTables, rows: mergeTagRows }

/** What is no batch is not read as anything else, and the other way round. */
function parseEvent(delivery: Delivery<Payload>, { settings }: Connection<Settings>) {
  const { payload } = delivery
  if (settings.product === 'transactional') {
    if (!('mandrill_events' in payload)) refuse('invalid', 'not a batch', '/mandrill_events')
    return parseMandrillEvents(payload.mandrill_events, delivery)
  }
  if (!('type' in payload)) refuse('invalid', 'not an audience webhook', '/type')
  return parseAudienceEvent({ ...delivery, payload })
}

export default defineAdapter({
  name: 'mailchimp',
  title: 'Mailchimp',
  settings,
  state: webhooksState,
  endpoint,
  tables: {
    events: [...mandrillTables.events, ...audienceTables.events],
    pii: [...mandrillTables.pii, ...audienceTables.pii],
  },
  rows: mergeTagRows,
  authenticate: jweToken(),
  verifySignature: (request, { settings }) =>
    settings.product === 'transactional'
      ? verifyMandrillSignature(request, settings)
      : verifyAudienceSignature(request, settings),
  parseEvent,
  // Each product has rows of its own.
  extractPii: (event, { settings }) =>
    settings.product === 'transactional'
      ? personalData(mandrillTables.pii, event)
      : personalData(rowsOf(audience, settings), event),
  hosts,
  setup,
  instructions: connecting,
  instructionsAfterSetup: connectingTheRest,
  redact: erasing,
})
