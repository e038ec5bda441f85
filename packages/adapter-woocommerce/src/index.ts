import { defineAdapter, didAndKey, webhooksState } from '@conduit/core'
import { endpoint } from './endpoint.ts'
import { instructions } from './instructions.ts'
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
  instructions,
  redact:
    'In WordPress: (1) Under WooCommerce > Orders search for the customer and for the e-mail address, guests’ orders too, ' +
    'and run the bulk action “Remove personal data”; delete order notes that speak of the person. ' +
    'The REST API cannot do this: IP address and browser of an order are read-only there. ' +
    '(2) Under Users look at the role first; if it is “Customer”, delete the user. ' +
    '(3) Erase the person at the payment services and in newsletter plugins, which keep their own copies.',
})
