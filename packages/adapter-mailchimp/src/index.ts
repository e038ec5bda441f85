import { defineAdapter, jweToken, webhooksState } from '@conduit/core'
import { audience } from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { mandrillTables } from './mandrill-tables.ts'
import { parseMandrillEvents } from './parse-mandrill-events.ts'
import { type Settings, settings } from './settings.ts'
import { hosts, setup } from './setup.ts'
import { verifyMandrillSignature } from './verify-mandrill-signature.ts'

const transactional = {
  tables: mandrillTables,
  verifySignature: verifyMandrillSignature,
  parseEvent: parseMandrillEvents,
  hosts,
  setup,
}

/** As the settings say: what is no batch is not read as anything else, and the other way round. */
const productOf = ({ product }: Settings) => (product === 'marketing' ? audience : transactional)

export default defineAdapter({
  name: 'mailchimp',
  title: 'Mailchimp',
  settings,
  state: webhooksState,
  endpoint,
  tables: {
    events: [...mandrillTables.events, ...audience.tables.events],
    pii: [...mandrillTables.pii, ...audience.tables.pii],
  },
  rows: audience.rows,
  authenticate: jweToken(),
  verifySignature: (request, own) => productOf(own.settings).verifySignature(request, own),
  parseEvent: (delivery, { settings }) => productOf(settings).parseEvent(delivery),
  hosts: settings => productOf(settings).hosts(settings),
  setup: (step, own, platform) => productOf(own.settings).setup(step, own, platform),
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    afterSetup: new URL('../../after-setup.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
