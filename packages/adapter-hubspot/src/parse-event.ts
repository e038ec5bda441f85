import type { Delivery, Integration, Parsed, PlatformEvent } from '@conduit/core'
import { readItems, textOf, unixTime } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Notification, notification, type Payload } from './endpoint.ts'
import { holdingOf } from './holdings.ts'
import { contactEnds, ownType } from './kinds.ts'
import { optOutOf } from './opt-out.ts'
import { recordEvent } from './record.ts'
import type { Settings } from './settings.ts'
import { meaningOf } from './tables.ts'

/**
 * The events of a batch. It has no id of its own, and comes again with other bytes: each event is
 * known by all that stays the same in it. What a workflow sends is one record.
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
export function parseEvent(
  { payload, digest }: Delivery<Payload>,
  { settings }: Integration<Settings>,
): Parsed {
  if (!Array.isArray(payload)) {
    return { deliveryId: null, events: [recordEvent(payload, digest, settings)] }
  }
  const read = readItems(payload, '', (item, path) => {
    if (!Value.Check(notification, item)) return 'not a notification'
    return isOfOtherApp(item, settings) ? 'of another app' : eventOf(item, path)
  })
  return { deliveryId: null, ...read }
}

function isOfOtherApp({ appId }: Notification, settings: Settings): boolean {
  return settings.appId !== undefined && `${appId ?? settings.appId}` !== `${settings.appId}`
}

function eventOf(data: Notification, path: string): PlatformEvent {
  const { portalId, subscriptionId, eventId, objectId, occurredAt, subscriptionType: type } = data
  const name = ownType(data)
  const consent = optOutOf(data)
  const meaning = consent ? (`consent.${consent.state}` as const) : meaningOf(name)
  // HubSpot does not promise that `eventId` is unique.
  const parts = [portalId, subscriptionId, eventId, objectId, occurredAt]
  return {
    type,
    meaning,
    occurredAt: unixTime(occurredAt, 'milliseconds'),
    isTimeSigned: true,
    id: parts.map(part => part ?? '').join(':'),
    account: `${portalId}`,
    path,
    data: marked(data, name),
    ...(consent !== null && { consents: [consent] }),
    ...wanting(name, meaning, data),
  }
}

/**
 * The event with what its names and ids say of it, for the tables: the kind of its object, which ends
 * are contacts, what the property holds. A sender's own members of these names must not pass for them.
 */
function marked(data: Notification, name: string): object {
  const kind = name.slice(0, name.indexOf('.'))
  const { from, to } = contactEnds(data)
  const marks = {
    '@kind': kind,
    '@from': from ? 'contact' : null,
    '@to': to ? 'contact' : null,
    '@holds': holdingOf(textOf(data.propertyName) ?? '', kind),
    '@form': 'event',
  }
  // Several times as fast as a literal that spreads what was decoded.
  return Object.assign({}, data, marks)
}

/** What names a contact that is there and says nothing of who it is. */
function wanting(
  name: string,
  meaning: PlatformEvent['meaning'],
  { objectId, newObjectId, primaryObjectId }: Notification,
): Pick<PlatformEvent, 'wants'> {
  const id = objectId ?? newObjectId ?? primaryObjectId
  const isThin = meaning === 'subject.created' || meaning.startsWith('consent.')
  if ((!isThin && name !== 'contact.merge') || id == null) return {}
  return { wants: { key: `${id}`, ref: { contact: `${id}` } } }
}
