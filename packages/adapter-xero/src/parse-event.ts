import { type Delivery, meaningOf, type Parsed, type PlatformEvent } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Notification, notification, type Payload } from './endpoint.ts'
import { uuid } from './settings.ts'
import { folderOf, tables } from './tables.ts'

/**
 * The events of a batch. An empty batch is “intent to receive”: proven, answered, not kept.
 * @see https://github.com/XeroAPI/Xero-OpenAPI/blob/master/xero-webhooks.yaml
 */
export function parseEvent({ payload }: Delivery<Payload>): Parsed {
  const events: PlatformEvent[] = []
  const rejected: { path: string; reason: string }[] = []
  for (const [index, item] of payload.events.entries()) {
    const path = `/events/${index}`
    if (Value.Check(notification, item)) events.push(eventOf(item, path))
    else rejected.push({ path, reason: 'not a notification' })
  }
  const { entropy, firstEventSequence: first, lastEventSequence: last } = payload
  const id = `${first}-${last}:${entropy}`
  const isId = payload.events.length > 0 && /^\d+-\d+:\w{1,64}$/.test(id)
  return { deliveryId: isId ? id : null, events, rejected }
}

function eventOf(data: Notification, path: string): PlatformEvent {
  const { eventCategory, eventType, resourceId, tenantId, eventDateUtc } = data
  const type = `${eventCategory}.${eventType}`
  const id = [tenantId, eventCategory, resourceId, eventType, eventDateUtc].join(':')
  const meaning = meaningOf(tables.events, type)
  const event = { type, meaning, occurredAt: utcTime(eventDateUtc), id, path, data }
  // The tenant is the app itself, and no organisation.
  if (data.tenantType === 'APPLICATION') return event
  const account = tenantId.toLowerCase()
  const folder = folderOf.get(eventCategory)
  const isReadable = [account, resourceId.toLowerCase()].every(text => RegExp(uuid).test(text))
  if (folder === undefined || !isReadable) return { ...event, account }
  // Never by `resourceUrl`, which comes from outside.
  const document = `${folder}/${resourceId}`
  return { ...event, account, wants: { key: `${account} ${document}`, ref: { account, document } } }
}

/** Times are UTC and do not say so, with any number of decimals. */
function utcTime(value: unknown): Date | null {
  const text = /^\d{4}-\d\d-\d\dT[\d:.]+(?=Z?$)/.exec(String(value))?.[0]
  const time = new Date(`${text}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}
