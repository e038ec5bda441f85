import {
  defineAdapter,
  exportLoadedLater,
  jweToken,
  redactLoadedLater,
  webhooksState,
} from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { proveAccounts } from './prove-accounts.ts'
import { read } from './read.ts'
import { check, settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { tell } from './tell.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'klaviyo',
  title: 'Klaviyo',
  settings,
  state: webhooksState,
  check,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  accounts: ({ accountId }) => (accountId === undefined ? [] : [accountId]),
  hosts,
  proveAccounts,
  read,
  setup,
  redact: redactLoadedLater(async () => (await import('./redact.ts')).redact),
  export: exportLoadedLater(async () => (await import('./copy.ts')).copy),
  propagate: tell,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
