import {
  type Delivery,
  meaningOf,
  type Parsed,
  type PlatformEvent,
  type Rejection,
  valueAt,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { cloudEvent, companyChanges, entityChange, type Payload } from './endpoint.ts'
import { isRead, tables } from './tables.ts'

/** An element of a batch; in the older payload the company stands around it. */
interface Item {
  readonly path: string
  readonly data: unknown
  readonly realm?: string
}

/**
 * The events of a batch, of CloudEvents (an array) or in the older payload. Each says whose it is.
 * @see https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
 */
export function parseEvent(delivery: Delivery<Payload>): Parsed {
  const events: PlatformEvent[] = []
  const rejected: Rejection[] = []
  for (const item of itemsOf(delivery.payload)) {
    const event = item.realm === undefined ? fromCloudEvent(item) : fromChange(item, item.realm)
    if (event === null) rejected.push({ ...rejection(item), reason: 'not a notification' })
    else events.push(event)
  }
  const traceId = delivery.header('intuit-t-id') ?? ''
  return { deliveryId: /^[\w-]{1,128}$/.test(traceId) ? traceId : null, events, rejected }
}

function itemsOf(payload: Payload): readonly Item[] {
  if (Array.isArray(payload)) return payload.map((data, index) => ({ path: `/${index}`, data }))
  return payload.eventNotifications.flatMap((company, index): Item | Item[] => {
    const path = `/eventNotifications/${index}`
    if (!Value.Check(companyChanges, company)) return { path, data: company }
    const at = `${path}/dataChangeEvent/entities`
    const realm = `${company.realmId}`
    const { entities } = company.dataChangeEvent
    return entities.map((data, position) => ({ path: `${at}/${position}`, data, realm }))
  })
}

/** Nothing but its company says whose an item is. */
function rejection({ path, data, realm }: Item): Pick<Rejection, 'path' | 'account'> {
  const account = realm ?? valueAt(data, '/intuitaccountid') ?? valueAt(data, '/realmId')
  const isId = /^\d{1,20}$/.test(`${account}`)
  return { path, ...(isId && { account: `${account}` }) }
}

function fromCloudEvent({ data, path }: Item): PlatformEvent | null {
  if (!Value.Check(cloudEvent, data)) return null
  const { type, time, intuitaccountid: account, intuitentityid } = data
  const meaning = meaningOf(tables.events, type)
  const event = { type, meaning, occurredAt: timeOf(time), account: `${account}`, path, data }
  return { ...event, id: data.id || null, ...wanting(type, type.split('.')[1], intuitentityid) }
}

function fromChange({ data, path }: Item, account: string): PlatformEvent | null {
  if (!Value.Check(entityChange, data)) return null
  const { name, id, operation, lastUpdated } = data
  const type = `${name}.${operation}`
  const meaning = meaningOf(tables.events, type)
  const event = { type, meaning, occurredAt: timeOf(lastUpdated), account, path, data }
  // Without its time an event would be taken for every later one of its kind.
  const isKnown = typeof lastUpdated === 'string' && lastUpdated !== ''
  const key = isKnown ? [account, name, id, operation, lastUpdated].join(':') : null
  return { ...event, id: key, ...wanting(type, name.toLowerCase(), id) }
}

/** What is deleted is not read again: there is nothing to learn that is still needed. */
function wanting(type: string, entity = '', id: string | number): Pick<PlatformEvent, 'wants'> {
  if (!isRead(entity) || /\.deleted?\b/i.test(type) || !/^\d{1,20}$/.test(`${id}`)) return {}
  const document = `${entity}/${id}`
  return { wants: { key: document, ref: { document } } }
}

/** Up to nanoseconds, and offsets without a colon; a time without an offset says too little. */
function timeOf(value: unknown): Date | null {
  const pattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,3})?\d*(Z|[+-]\d\d:?\d\d)$/
  const [, seconds, decimals = '', zone = ''] = pattern.exec(`${value}`) ?? []
  const time = new Date(`${seconds}${decimals}${zone.replace(/^(...)(\d\d)$/, '$1:$2')}`)
  return Number.isNaN(time.getTime()) ? null : time
}
