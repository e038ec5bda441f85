import { mergeTagRows } from './audience-settings.ts'
import { audienceHosts, audienceSetup } from './audience-setup.ts'
import { audienceTables } from './audience-tables.ts'
import { parseAudienceEvent } from './parse-audience-event.ts'
import { verifyAudienceSignature } from './verify-audience-signature.ts'

/** What of an adapter audience webhooks are read and registered by. */
export const audience = {
  tables: audienceTables,
  rows: mergeTagRows,
  verifySignature: verifyAudienceSignature,
  parseEvent: parseAudienceEvent,
  hosts: audienceHosts,
  setup: audienceSetup,
}
