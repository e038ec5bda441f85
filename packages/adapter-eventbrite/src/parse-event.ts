import type { Delivery, Integration, Parsed } from '@conduit/core'
import { meanings, refuse } from '@conduit/core'
import type { Payload } from './endpoint.ts'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

const root = 'https://www.eventbriteapi.com/v3/'
const n = '\\d{1,20}'
const form = (path: string) => new RegExp(`^(${path})/?$`)
const forms: ReadonlyMap<string, RegExp> = new Map([
  ['order', form(`orders/${n}`)],
  ['attendee', form(`events/${n}/attendees/${n}`)],
  ['barcode', form(`events/${n}/attendees/${n}`)],
  ['event', form(`events/${n}`)],
  ['ticket_class', form(`events/${n}/ticket_classes/${n}`)],
  ['organizer', form(`organizers/${n}`)],
  ['venue', form(`venues/${n}`)],
])
const anyForm = form('[\\w-]+(?:/[\\w-]+)*')
const aboutPeople = ['order', 'attendee', 'barcode']

/**
 * One event per delivery. There is no id and no time, and two changes of one order are alike to the
 * byte: every arrival counts, and what it names is read once for all that wait.
 *
 * Nothing is signed. What can be checked: the webhook and its owner are ours, header and body agree,
 * and the address is one of Eventbrite's API and of the kind that the action speaks of.
 *
 * @see https://www.eventbrite.com/platform/docs/webhooks
 */
export function parseEvent(
  { payload, header }: Delivery<Payload>,
  { settings: { organizationId, webhookIds = [] } }: Integration<Settings>,
): Parsed {
  const { config, api_url } = payload
  const { action: type, user_id: owner, webhook_id: webhook } = config
  if (!webhookIds.includes(webhook))
    refuse('unauthorized', 'other_sender', { detail: 'no webhook of this integration' })
  if (owner !== organizationId)
    refuse('unauthorized', 'other_account', { detail: 'no webhook of this organization' })
  if ((header('x-eventbrite-event') ?? type) !== type) {
    refuse('unauthorized', 'other_kind', { detail: 'header and body name different actions' })
  }
  const [family = ''] = type.split('.')
  // The Test button sends a placeholder in the place of an address.
  const document = type === 'test' ? '' : documentOf(family, api_url)
  const eventId = /^events\/(\d+)\//.exec(document)?.[1]
  const event = {
    type,
    meaning: meaningOf(type),
    occurredAt: null,
    id: null,
    path: '',
    // No more: the tables also speak of what is read, and a caller could have added that.
    data: { config: { user_id: owner }, api_url, event_id: eventId ?? null },
  }
  const wants = { key: document, ref: { document } }
  const isRead = aboutPeople.includes(family)
  return { deliveryId: null, events: [isRead ? { ...event, wants } : event] }
}

/**
 * The path below the API's root, by the text as it stands: parsing would hide `..` and the like. It
 * is only ever put behind the base of the settings.
 */
function documentOf(family: string, url: string): string {
  const path = url.startsWith(root) ? url.slice(root.length) : ''
  const document = (forms.get(family) ?? anyForm).exec(path)?.[1]
  return (
    document ??
    refuse('invalid', 'other_kind', {
      detail: 'not the address of what the action speaks of',
      pointer: '/api_url',
    })
  )
}
