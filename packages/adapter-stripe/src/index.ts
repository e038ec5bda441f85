import { defineAdapter, jweToken } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { fetch, hosts } from './fetch.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'stripe',
  title: 'Stripe',
  settings,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  hosts,
  fetch,
  redact:
    'In the Stripe dashboard open the customer and choose Delete customer. Charges, invoices and ' +
    'checkout sessions keep their copies: ask Stripe to redact them under Privacy > Redaction jobs.',
})
