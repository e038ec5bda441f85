import { exportLoadedLater, redactLoadedLater } from '@conduit/core'
import { audienceHosts } from './audience-api.ts'
import { mergeTagRows } from './audience-settings.ts'
import { audienceSetup } from './audience-setup.ts'
import { audienceTables } from './audience-tables.ts'
import { audienceTell } from './audience-tell.ts'
import { parseAudienceEvent } from './parse-audience-event.ts'
import { verifyAudienceSignature } from './verify-audience-signature.ts'

/** What of an adapter audience webhooks are read and registered by, and contacts read, told and erased. */
export const audience = {
  tables: audienceTables,
  rows: mergeTagRows,
  verifySignature: verifyAudienceSignature,
  parseEvent: parseAudienceEvent,
  hosts: audienceHosts,
  setup: audienceSetup,
  redact: redactLoadedLater(async () => (await import('./audience-redact.ts')).audienceRedact),
  export: exportLoadedLater(async () => (await import('./audience-copy.ts')).audienceCopy),
  propagate: audienceTell,
}
