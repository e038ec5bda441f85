import {
  defineAdapter,
  exportLoadedLater,
  jweToken,
  redactLoadedLater,
  signedBody,
  webhooksState,
} from '@conduit/core'
import { hosts } from './admin-api.ts'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { tell } from './tell.ts'

export default defineAdapter({
  name: 'shopify',
  title: 'Shopify',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: jweToken(),
  // By the oldest secret of the app that is not revoked. No header is signed, and there is no time:
  // `parseEvent` makes up for it where it can. The preview of “Events” has other header names, and is
  // refused here. The review of an app sends bad signatures and looks for 401; a missing one is one.
  verifySignature: signedBody({ header: 'x-shopify-hmac-sha256', encoding: 'base64' }),
  parseEvent,
  extractPii,
  hosts,
  proveAccounts,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  propagate: tell,
  accounts: ({ shopDomains }) => shopDomains ?? [],
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    afterSetup: new URL('../../after-setup.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
