import {
  defineAdapter,
  exportLoadedLater,
  jweToken,
  redactLoadedLater,
  webhooksState,
} from '@conduit/core'
import { audience } from '@conduit/lib-mailchimp'
import { endpoint } from './endpoint.ts'
import { mandrillHosts } from './mandrill-api.ts'
import { mandrillTables } from './mandrill-tables.ts'
import { parseMandrillEvents } from './parse-mandrill-events.ts'
import { type Settings, settings } from './settings.ts'
import { setup } from './setup.ts'
import { verifyMandrillSignature } from './verify-mandrill-signature.ts'

const transactional = {
  tables: mandrillTables,
  verifySignature: verifyMandrillSignature,
  parseEvent: parseMandrillEvents,
  hosts: mandrillHosts,
  setup,
  redact: redactLoadedLater(async () => (await import('./mandrill-redact.ts')).mandrillRedact),
  export: exportLoadedLater(async () => (await import('./mandrill-copy.ts')).mandrillCopy),
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
  redact: {
    find: (person, own, platform) => productOf(own.settings).redact.find(person, own, platform),
    erase: (task, own, platform) => productOf(own.settings).redact.erase(task, own, platform),
    check: (task, own, platform) => productOf(own.settings).redact.check(task, own, platform),
  },
  export: {
    find: (person, own, platform) => productOf(own.settings).export.find(person, own, platform),
    read: (target, own, platform) => productOf(own.settings).export.read(target, own, platform),
  },
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    afterSetup: new URL('../../after-setup.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
