import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { parseEvent } from './parse-event.ts'
import { hosts, read } from './read.ts'
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
  read,
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
