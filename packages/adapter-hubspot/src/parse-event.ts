import type { Delivery, Integration, Parsed, PlatformEvent } from '@conduit/core'
import { meanings, readItems, unixTime } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Notification, notification, type Payload } from './endpoint.ts'
import type { Settings } from './settings.ts'
import { optOutOf, ownType, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/**
 * The events of a batch. It has no id of its own, and comes again with other bytes: each event is
 * known by all that stays the same in it.
 * @see https://developers.hubspot.com/docs/api/webhooks
 */
export function parseEvent(
  { payload }: Delivery<Payload>,
  { settings }: Integration<Settings>,
): Parsed {
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
    data,
    ...(consent !== null && { consents: [consent] }),
    ...wanting(name, meaning, data),
  }
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
