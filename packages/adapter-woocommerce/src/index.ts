import { defineAdapter, didAndKey, webhooksState } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { hosts, setup } from './setup.ts'
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
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
