import {
  defineAdapter,
  didAndKey,
  exportLoadedLater,
  redactLoadedLater,
  webhooksState,
} from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'woocommerce',
  title: 'WooCommerce',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: didAndKey(),
  verifySignature,
  parseEvent,
  hosts,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
