import { timingSafeEqual } from 'node:crypto'
import { type Connection, type Delivery, type Parsed, refuse, valueAt } from '@conduit/core'
import type { Callout, Change, Payload } from './endpoint.ts'
import { accounts, type Settings } from './settings.ts'
import { dateOf, markRecord, type Occurrence, toEvents } from './to-events.ts'

const notifications = '/Envelope/Body/notifications/Notification'
const wrappers = ['/data/payload', '/detail/payload', '/payload', '']
/** Objects whose records are read after a gap: those that the tables know. */
const readable = ['Contact', 'Lead', 'Account', 'User', 'Individual', 'Case']
const recordId = /^(?!0{15})[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/

/** The organisation that a body names must be the configured one: identity, not proof. */
export function parseEvent(
  { payload, header }: Delivery<Payload>,
  { settings }: Connection<Settings>,
): Parsed {
  const [account = ''] = accounts(settings)
  if ('Envelope' in payload) {
    const { OrganizationId, Notification } = payload.Envelope.Body.notifications
    checkOrganization(OrganizationId, account)
    return parsed(Notification.map(readNotification), notifications, account)
  }
  if ('records' in payload) {
    checkOrganization(payload.organizationId, account)
    const read = payload.records.map((record, index) => readRecord(record, index, payload))
    return { ...parsed(read, '/records', account), deliveryId: payload.messageId }
  }
  // A change does not name its organisation, so whoever relays it does.
  checkOrganization(header('x-salesforce-organization-id'), account)
  const path = wrappers.find(each => valueAt(payload, `${each}/ChangeEventHeader`)) ?? ''
  return parsed([readChange(valueAt(payload, path) as Change, path)], '', account)
}

/** An item that cannot be read stops no other: without an `Ack` all of them would come again. */
function parsed(items: readonly (Occurrence | string)[], base: string, account: string): Parsed {
  const events = items.flatMap(item => (typeof item === 'string' ? [] : toEvents(item)))
  const rejected = items.flatMap((reason, index) =>
    typeof reason === 'string' ? [{ path: `${base}/${index}`, reason }] : [],
  )
  const own = events.map(event => ({ ...event, account }))
  return { deliveryId: events[0]?.id ?? null, events: own, rejected }
}

function checkOrganization(given: string | undefined, account: string): void {
  const id = /^(\w{15})(?:\w{3})?$/.exec(given ?? '')?.[1] ?? ''.padEnd(15)
  const isOurs = timingSafeEqual(Buffer.from(id), Buffer.from(account))
  if (!isOurs) refuse('unauthorized', 'another organisation')
}

/** The id of a notification stays the same when it is sent again, in whatever envelope. */
function readNotification(notification: unknown, index: number): Occurrence | string {
  const id = valueAt(notification, '/Id')
  const part = valueAt(notification, '/sObject') || {}
  const isReadable = typeof part === 'object' && !Array.isArray(part)
  if (typeof id !== 'string' || !recordId.test(id) || !isReadable) return 'no id, or no object'
  const type = /^(?:[\w.-]+:)?(\w+)$/.exec(textAt(part, '/@type'))?.[1] ?? ''
  const path = `${notifications}/${index}/sObject`
  const event = { id, path, occurredAt: dateOf(valueAt(part, '/LastModifiedDate')) }
  // The record was deleted before the message was sent: a gap.
  const isEmpty = Object.keys(part).every(name => name.startsWith('@'))
  const data = markRecord(part, type)
  if (isEmpty) return { ...event, type: type || 'Notification', data, verb: 'GAP_DELETE' }
  return type !== '' && isNamed(part) ? { ...event, type, data } : 'a record without id or type'
}

function readRecord(part: unknown, index: number, message: Callout): Occurrence | string {
  const { messageId, eventType: type, objectType, occurredAt } = message
  if (typeof part !== 'object' || part === null || !isNamed(part)) return 'a record without an id'
  const object = textAt(part, '/attributes/type') || (objectType ?? type.replace(/\..*/, ''))
  const event = { type, path: `/records/${index}`, occurredAt: dateOf(occurredAt) }
  const verb = type.slice(type.lastIndexOf('.') + 1)
  return { ...event, id: `${messageId}:${part.Id}`, data: markRecord(part, object), verb }
}

/** A gap says only which records changed; a wildcard, or an overflow, not even that. */
function readChange(change: Change, path: string): Occurrence {
  const { entityName: object, changeType: verb, recordIds, ...header } = change.ChangeEventHeader
  const ids = recordIds.map(String).filter(id => recordId.test(id))
  const id = `${header.transactionKey}:${header.sequenceNumber}`
  const isThere = /^GAP_(CREATE|UPDATE|UNDELETE)$/.test(verb) && readable.includes(object)
  const wants = { key: `${object} ${ids}`, ref: { object, ids, event: id } }
  const at = header.commitTimestamp
  const event = { type: `${object}.${verb}`, id, path, occurredAt: at ? new Date(at) : null, verb }
  return {
    ...event,
    data: markRecord(change, object),
    // What was created or restored comes whole, like a snapshot.
    ...(verb === 'UPDATE' && { changed: header.changedFields ?? [] }),
    ...(isThere && ids.length > 0 && { wants }),
  }
}

const isNamed = (part: object): part is { Id: string } => isRecordId(textAt(part, '/Id'))

/** Wildcards (`003*`) and the zeros of an overflow are no record's. */
export function isRecordId(id: string): boolean {
  return id !== '' && !/^0{15}|\*|[#:]/.test(id)
}

function textAt(part: object, path: string): string {
  const value = valueAt(part, path)
  return typeof value === 'string' ? value : ''
}
