import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { fetch } from './fetch.ts'
import { parseEvent } from './parse-event.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'
import { verifySignature } from './verify-signature.ts'

export default defineAdapter({
  name: 'stripe',
  title: 'Stripe',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: jweToken(),
  verifySignature,
  parseEvent,
  hosts,
  fetch,
  setup,
  instructions:
    'In Stripe under Developers > Webhooks add a destination with the webhook URL, choose the events ' +
    '(`customer.*`, `charge.*`, `checkout.session.*`, `payment_method.*`, `invoice.*`, `person.*`, ' +
    '`account.application.deauthorized`) and save it. Enter the signing secret that Stripe then shows, ' +
    '`whsec_…`, in `signingSecret`. With an `apiKey` that may write webhook endpoints this happens by itself.',
  redact:
    'In the Stripe dashboard open the customer and choose Delete customer. Charges, invoices and ' +
    'checkout sessions keep their copies: ask Stripe to redact them under Privacy > Redaction jobs.',
})
