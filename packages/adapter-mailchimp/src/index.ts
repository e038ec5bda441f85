import { type Connection, type Delivery, defineAdapter, jweToken, refuse } from '@conduit/core'
import {
  audiencePersonalData,
  audienceTables,
  mergeTagRows,
  parseAudienceEvent,
  verifyAudienceSignature,
} from '@conduit/lib-mailchimp'
import { endpoint, type Payload } from './endpoint.ts'
import { connecting, connectingTheRest, erasing } from './instructions.ts'
import { mandrillPersonalData } from './mandrill-personal-data.ts'
import { mandrillTables } from './mandrill-tables.ts'
import { parseMandrillEvents } from './parse-mandrill-events.ts'
import { type Settings, settings, state } from './settings.ts'
import { hosts, setup } from './setup.ts'
import { verifyMandrillSignature } from './verify-mandrill-signature.ts'

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
  state,
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
  extractPii: (event, { settings }) =>
    settings.product === 'transactional'
      ? mandrillPersonalData(event)
      : audiencePersonalData(event, settings),
  hosts,
  setup,
  instructions: connecting,
  instructionsAfterSetup: connectingTheRest,
  redact: erasing,
})
