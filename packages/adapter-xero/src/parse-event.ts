import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meanings, readItems } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Notification, notification, type Payload } from './endpoint.ts'
import { uuid } from './settings.ts'
import { folderOf, tables } from './tables.ts'

const meaningOf = meanings(tables.events)
const isUuid = new RegExp(uuid)

/**
 * The events of a batch. An empty batch is “intent to receive”: proven, answered, not kept.
 * @see https://github.com/XeroAPI/Xero-OpenAPI/blob/master/xero-webhooks.yaml
 */
export function parseEvent({ payload }: Delivery<Payload>): Parsed {
  const read = readItems(payload.events, '/events', (item, path) =>
    Value.Check(notification, item) ? eventOf(item, path) : 'not a notification',
  )
  const { entropy, firstEventSequence: first, lastEventSequence: last } = payload
  const id = `${first}-${last}:${entropy}`
  const isId = payload.events.length > 0 && /^\d+-\d+:\w{1,64}$/.test(id)
  return { deliveryId: isId ? id : null, ...read }
}

function eventOf(data: Notification, path: string): PlatformEvent {
  const { eventCategory, eventType, resourceId, tenantId, eventDateUtc } = data
  const type = `${eventCategory}.${eventType}`
  const id = [tenantId, eventCategory, resourceId, eventType, eventDateUtc].join(':')
  const meaning = meaningOf(type)
  // Times are UTC and do not say so.
  const occurredAt = isoTime(eventDateUtc, 'utc')
  const event = { type, meaning, occurredAt, isTimeSigned: true, id, path, data }
  // The tenant is the app itself, and no organisation.
  if (data.tenantType === 'APPLICATION') return event
  const account = tenantId.toLowerCase()
  const folder = folderOf.get(eventCategory)
  const isReadable = [account, resourceId.toLowerCase()].every(text => isUuid.test(text))
  if (folder === undefined || !isReadable) return { ...event, account }
  // Never by `resourceUrl`, which comes from outside.
  const document = `${folder}/${resourceId}`
  return { ...event, account, wants: { key: `${account} ${document}`, ref: { account, document } } }
}
