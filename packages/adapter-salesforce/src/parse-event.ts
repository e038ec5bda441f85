import type { Delivery, Integration, Parsed, PlatformEvent } from '@conduit/core'
import {
  isoTime,
  isSameText,
  readItems,
  refuse,
  textOf,
  textOrNull,
  unixTime,
  valueAt,
} from '@conduit/core'
import type { Callout, Change, Payload } from './endpoint.ts'
import { isRecordId } from './is-record-id.ts'
import { communications, guises, ofPeople, people, transactions } from './objects.ts'
import { markRecord } from './record.ts'
import { accounts, type Settings } from './settings.ts'
import { toEvents } from './to-events.ts'

type Events = readonly PlatformEvent[]

const notifications = '/Envelope/Body/notifications/Notification'
const wrappers = ['/data/payload', '/detail/payload', '/event/payload', '/payload', '']
/** Objects whose records are read after a gap: those that the tables know. */
const readable = new Set([
  ...['Account', ...people, ...guises, ...ofPeople, ...communications, ...transactions],
])
/** Where relays say which channel an event came by. */
const channels = ['/channel', '/topicName', '/topic', '/detail-type', '/data/channel']
/** Where they say which event it is. */
const eventIds = [
  '/EventUuid',
  '/event/EventUuid',
  '/data/event/EventUuid',
  '/event/id',
  '/detail/id',
]
const replayIds = ['/replayId', '/event/replayId', '/data/event/replayId', '/detail/replayId']
const recordId = /^(?!0{15})[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/

/** The organisation that a body names must be the configured one: identity, not proof. */
export function parseEvent(
  { payload, header }: Delivery<Payload>,
  { settings }: Integration<Settings>,
): Parsed {
  const [account = ''] = accounts(settings)
  if ('Envelope' in payload) {
    const { OrganizationId, Notification } = payload.Envelope.Body.notifications
    checkOrganization(OrganizationId, account)
    return parsed(readItems(Notification, notifications, readNotification), account)
  }
  if ('records' in payload) {
    checkOrganization(payload.organizationId, account)
    const read = readItems(payload.records, '/records', (record, at) =>
      readRecord(record, at, payload),
    )
    return { ...parsed(read, account), deliveryId: payload.messageId }
  }
  // A change does not name its organisation, so whoever relays it does: what is signed counts first.
  const named = organizationIn(payload)
  const given = header('x-salesforce-organization-id')
  checkOrganization(named ?? given, account)
  if (given !== undefined) checkOrganization(given, account)
  const path = wrappers.find(each => valueAt(payload, `${each}/ChangeEventHeader`))
  if (path === undefined) return parsed({ events: readPlatformEvent(payload) }, account)
  return parsed({ events: readChange(valueAt(payload, path) as Change, path) }, account)
}

/** As the relay writes it, or as EventBridge names where an event comes from. */
function organizationIn(payload: unknown): string | undefined {
  const named = textOrNull(payload, '/organizationId')
  const [, source] =
    /^aws\.partner\/salesforce\.com\/(00D\w{12,15})(?:\/|$)/.exec(
      textOrNull(payload, '/source') ?? '',
    ) ?? []
  return named ?? source
}

/** An item that cannot be read stops no other: without an `Ack` all of them would come again. */
function parsed({ events, ...more }: Omit<Parsed, 'deliveryId'>, account: string): Parsed {
  const own = events.map(event => ({ ...event, account }))
  return { deliveryId: events[0]?.id ?? null, events: own, ...more }
}

function checkOrganization(given: string | undefined, account: string): void {
  const id = /^(\w{15})(?:\w{3})?$/.exec(given ?? '')?.[1]
  if (!isSameText(id, account))
    refuse('unauthorized', 'other_account', { detail: 'another organisation' })
}

/** The id of a notification stays the same when it is sent again, in whatever envelope. */
function readNotification(notification: unknown, at: string): Events | string {
  const id = textOrNull(notification, '/Id') ?? ''
  const part = valueAt(notification, '/sObject') || {}
  const isReadable = typeof part === 'object' && !Array.isArray(part)
  if (!recordId.test(id) || !isReadable) return 'no id, or no object'
  const type = /^(?:[\w.-]+:)?(\w+)$/.exec(textOrNull(part, '/@type') ?? '')?.[1] ?? ''
  const data = markRecord(part, type)
  const occurredAt = isoTime(valueAt(part, '/LastModifiedDate'))
  const event = { id, path: `${at}/sObject`, occurredAt, data }
  // The record was deleted before the message was sent: a gap.
  const isEmpty = Object.keys(part).every(name => name.startsWith('@'))
  if (isEmpty) return toEvents({ ...event, type: type || 'Notification', verb: 'GAP_DELETE' })
  const isNamed = isRecordId(textOrNull(part, '/Id') ?? '')
  return type !== '' && isNamed ? toEvents({ ...event, type }) : 'a record without id or type'
}

function readRecord(part: unknown, path: string, message: Callout): Events | string {
  const { messageId, eventType: type, objectType, occurredAt } = message
  const id = textOrNull(part, '/Id') ?? ''
  if (typeof part !== 'object' || part === null || !isRecordId(id)) return 'a record without an id'
  const object = textOrNull(part, '/attributes/type') ?? objectType ?? type.replace(/\..*/, '')
  const time = { occurredAt: isoTime(occurredAt), isTimeSigned: true }
  const event = { type, path, ...time, data: markRecord(part, object) }
  const verb = type.slice(type.lastIndexOf('.') + 1)
  return toEvents({ ...event, id: `${messageId}:${id}`, verb })
}

/** A gap says only which records changed; a wildcard, or an overflow, not even that. */
function readChange(change: Change, path: string): Events {
  const { entityName: object, changeType: verb, recordIds, ...header } = change.ChangeEventHeader
  const ids = recordIds.flatMap(each => textOf(each) ?? []).filter(id => recordId.test(id))
  const id = `${header.transactionKey}:${header.sequenceNumber}`
  const isThere = /^GAP_(CREATE|UPDATE|UNDELETE)$/.test(verb) && readable.has(object)
  const wants = { key: `${object} ${ids}`, ref: { object, ids, event: id } }
  const occurredAt = unixTime(Number(header.commitTimestamp ?? Number.NaN), 'milliseconds')
  const event = { type: `${object}.${verb}`, id, path, occurredAt, isTimeSigned: true, verb }
  return toEvents({
    ...event,
    data: markRecord(change, object),
    // What was created or restored comes whole, like a snapshot.
    ...(verb === 'UPDATE' && { changed: header.changedFields ?? [] }),
    ...(isThere && ids.length > 0 && { wants }),
  })
}

/**
 * A platform event: fields that the organisation made up, under the name of its channel.
 * @see https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_intro.htm
 */
function readPlatformEvent(payload: unknown): Events {
  const path = wrappers.find(each => typeof valueAt(payload, each) === 'object') ?? ''
  const fields = Object(valueAt(payload, path)) as Readonly<Record<string, unknown>>
  const channel = channels.map(each => textOrNull(payload, each)).find(each => each !== null)
  const type = /^(?:\/\w+\/)?(\w{1,80})$/.exec(channel ?? '')?.[1] ?? 'PlatformEvent'
  const own = [`${path}/EventUuid`, ...eventIds].map(each => textOf(valueAt(payload, each)))
  const replay = replayIds.map(each => textOf(valueAt(payload, each)))
  const id = [...own, ...replay].find(each => each !== null) ?? null
  const time = fields.CreatedDate
  const occurredAt = typeof time === 'number' ? unixTime(time, 'milliseconds') : isoTime(time)
  const event = { type, path, occurredAt, isTimeSigned: true, verb: 'PUBLISHED' }
  return toEvents({
    ...event,
    id: id === null ? null : `${type}:${id}`,
    data: markRecord(fields, type),
  })
}
