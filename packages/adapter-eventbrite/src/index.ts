import { defineAdapter, didAndKey, firstOf, jweToken, webhooksState } from '@conduit/core'
import { hosts } from './api.ts'
import { endpoint } from './endpoint.ts'
import { extractPii } from './extract-pii.ts'
import { parseEvent } from './parse-event.ts'
import { read } from './read.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { tables } from './tables.ts'

export default defineAdapter({
  name: 'eventbrite',
  title: 'Eventbrite',
  settings,
  state: webhooksState,
  endpoint,
  tables,
  authenticate: firstOf(jweToken(), didAndKey()),
  // Eventbrite has no secret to sign with: see `parseEvent` for what is checked instead.
  verifySignature: () => 'unsigned',
  parseEvent,
  extractPii,
  hosts,
  read,
  setup,
  byHand: {
    order:
      'The id of the target is the order number. As its organiser ask Eventbrite, by its privacy request form, to erase the buyer of this order, by this number; later read the order again: name and e-mail address must be replaced, or it must be gone. Note the answer of Eventbrite as the proof.',
    attendee:
      'The id of the target is the attendee’s, and “within” names the event. As its organiser ask Eventbrite, by its privacy request form, to erase this attendee, by both numbers; later read the attendee again: name and e-mail address must be replaced, or it must be gone. Note the answer of Eventbrite as the proof.',
  },
  guides: {
    connect: new URL('../../connect.md', import.meta.url),
    erase: new URL('../../erase.md', import.meta.url),
  },
})
