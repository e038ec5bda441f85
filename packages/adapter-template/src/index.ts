import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { fetch, hosts } from './fetch.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'template',
  title: 'Loyalty Lane',
  settings,
  endpoint,
  tables,
  // A token of ours in the webhook's URL: for whoever lets one type a URL with a query.
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  hosts,
  fetch,
  // #region what people do
  instructions:
    'Open Developer > Webhooks, choose Add webhook, enter the URL and save: Loyalty Lane calls it ' +
    'once at that moment. Then choose all events.',
  redact: 'Open Members, choose the person, then Privacy > Erase for good.',
  // #endregion
})
