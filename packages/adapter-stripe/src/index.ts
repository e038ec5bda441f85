import {
  defineAdapter,
  exportLoadedLater,
  jweToken,
  redactLoadedLater,
  timedSignature,
  webhooksState,
} from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { read } from './read.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'stripe',
  title: 'Stripe',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: jweToken(),
  /** @see https://docs.stripe.com/webhooks/signatures */
  verifySignature: timedSignature({ header: 'stripe-signature', scheme: 'v1' }),
  parseEvent,
  hosts,
  read,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
