import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meanings, readableId, readItems, textOf, valueAt } from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { cloudEvent, companyChanges, entityChange, type Payload } from './endpoint.ts'
import { tables, telling } from './tables.ts'

const meaningOf = meanings(tables.events)

const unreadable = 'not a notification'

/**
 * The events of a batch, of CloudEvents (an array) or in the older payload. Each says whose it is.
 * @see https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 */
export function parseEvent({ payload, header }: Delivery<Payload>): Parsed {
  const read = Array.isArray(payload)
    ? [readItems(payload, '', fromCloudEvent, accountOf)]
    : payload.eventNotifications.map(readCompany)
  return {
    deliveryId: readableId(header('intuit-t-id')),
    events: read.flatMap(({ events }) => events),
    rejected: read.flatMap(({ rejected }) => rejected),
  }
}

/** In the older payload the company stands around its changes. */
function readCompany(company: unknown, index: number): ReturnType<typeof readItems> {
  const path = `/eventNotifications/${index}`
  if (!Value.Check(companyChanges, company)) {
    const account = accountOf(company)
    return { events: [], rejected: [{ path, reason: unreadable, ...(account && { account }) }] }
  }
  const realm = `${company.realmId}`
  const at = `${path}/dataChangeEvent/entities`
  const read = (data: unknown, each: string) => fromChange(data, each, realm)
  return readItems(company.dataChangeEvent.entities, at, read, () => realm)
}

/** Nothing but its company says whose an unreadable item is. */
function accountOf(item: unknown): string | undefined {
  const account = textOf(valueAt(item, '/intuitaccountid') ?? valueAt(item, '/realmId')) ?? ''
  return /^\d{1,20}$/.test(account) ? account : undefined
}

function fromCloudEvent(data: unknown, path: string): PlatformEvent | string {
  if (!Value.Check(cloudEvent, data)) return unreadable
  const { type, time, intuitaccountid: account, intuitentityid } = data
  const meaning = meaningOf(type)
  const event = { type, meaning, occurredAt: isoTime(time), account: `${account}`, path, data }
  const own = { isTimeSigned: true, id: data.id || null }
  return { ...event, ...own, ...wanting(type, type.split('.')[1], intuitentityid, `${account}`) }
}

function fromChange(data: unknown, path: string, account: string): PlatformEvent | string {
  if (!Value.Check(entityChange, data)) return unreadable
  const { name, id, operation, lastUpdated } = data
  const type = `${name}.${operation}`
  const meaning = meaningOf(type)
  const event = { type, meaning, occurredAt: isoTime(lastUpdated), account, path, data }
  // It is the object's own time, and no event's. Without it one would be taken for every later one of its kind.
  const isKnown = typeof lastUpdated === 'string' && lastUpdated !== ''
  const key = isKnown ? [account, name, id, operation, lastUpdated].join(':') : null
  return { ...event, id: key, ...wanting(type, name.toLowerCase(), id, account) }
}

/** What is deleted is not read again: there is nothing to learn that is still needed. */
function wanting(
  type: string,
  entity = '',
  id: string | number,
  account: string,
): Pick<PlatformEvent, 'wants'> {
  if (!telling.has(entity) || /\.deleted?\b/i.test(type) || !/^\d{1,20}$/.test(`${id}`)) return {}
  const document = documentOf(entity, id, account)
  return { wants: { key: document, ref: { document } } }
}

/** Of these a company has one each, which its own id or none leads to. */
function documentOf(entity: string, id: string | number, account: string): string {
  if (entity === 'preferences') return entity
  return `${entity}/${entity === 'companyinfo' ? account : id}`
}
