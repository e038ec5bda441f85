import { defineAdapter, didAndKey } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { fetch, hosts } from './fetch.ts'
import { parseEvent } from './parse-event.ts'
import { reply } from './reply.ts'
import { accounts, check, rows, settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

const setUp =
  'In Salesforce add an outbound message for each object (Setup > Outbound Messages) with the webhook URL as its endpoint and no session id; choose Id, CreatedDate, LastModifiedDate, the fields to be recorded and the opt-out flags. Add a record-triggered flow that sends it. Deletions never come that way: send them by an Apex callout or a relay of Change Data Capture, see docs/integrations/salesforce.md.'
const erase =
  'Find the records that the plan does not name: Contact and Lead by Email, Account by PersonEmail, Case by SuppliedEmail, and their Individual. Delete each, Individual last, and purge them from the recycle bin, which keeps them for 15 days. Where one cannot be deleted, overwrite its personal fields and set its opt-out flags; deactivate and obfuscate a User. Field history, e-mail messages, files and Big Objects keep copies: delete those too. ShouldForget alone erases nothing.'

export default defineAdapter({
  name: 'salesforce',
  title: 'Salesforce',
  settings,
  endpoint,
  tables,
  authenticate: didAndKey(),
  verifySignature,
  parseEvent,
  extractPii,
  accounts,
  rows,
  check,
  reply,
  hosts,
  fetch,
  instructions: setUp,
  redact: erase,
})
