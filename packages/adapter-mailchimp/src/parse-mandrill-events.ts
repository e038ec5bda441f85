import {
  type Delivery,
  meaningOf,
  type Parsed,
  type PlatformEvent,
  type Rejection,
  valueAt,
} from '@conduit/core'
import { mandrillTables } from './mandrill-tables.ts'

/** Changes of the denylist that a person caused, by their reason. */
const personal: readonly unknown[] = ['unsub', 'spam']

/**
 * What an event of each family is known by: a message's id is the same for all that happens to it,
 * list changes and mails have none. The first whose decisive part is there counts.
 */
const identities = [
  { decisive: '/_id', parts: ['/event', '/_id', '/ts', '/url'] },
  { decisive: '/msg/raw_msg', parts: ['/event', '/msg/email', '/msg/raw_msg'] },
  { decisive: '/reject/email', parts: ['/type', '/action', '/reject/email', '/ts'] },
  { decisive: '/entry/email', parts: ['/type', '/action', '/entry/email', '/ts'] },
]

/** The events of a batch; it has no id, so it is known by its body. */
export function parseMandrillEvents(batch: readonly unknown[], { digest }: Delivery): Parsed {
  const events: PlatformEvent[] = []
  const rejected: Rejection[] = []
  for (const [index, data] of batch.entries()) {
    const path = `/mandrill_events/${index}`
    const type = typeOf(data)
    if (type === null) rejected.push({ path, reason: 'neither an event nor a change of a list' })
    else events.push({ ...eventOf(type, data), path, data })
  }
  return { deliveryId: batch.length === 0 ? null : `sha256:${digest}`, events, rejected }
}

function eventOf(type: string, data: unknown): Omit<PlatformEvent, 'path' | 'data'> {
  const isDenial = /^(blacklist|denylist)\.(add|change)$/.test(type)
  const isPersonal = isDenial && personal.includes(valueAt(data, '/reject/reason'))
  return {
    type,
    meaning: isPersonal ? 'consent.withdrawn' : meaningOf(mandrillTables.events, type),
    occurredAt: timeOf(valueAt(data, '/ts')),
    id: null,
    keys: [keyOf(data)],
  }
}

/** Changes of a list have no `event`, but a `type` and an `action`. */
function typeOf(data: unknown): string | null {
  const event = textAt(data, '/event')
  const list = textAt(data, '/type')
  const action = textAt(data, '/action')
  return event ?? (list === null || action === null ? list : `${list}.${action}`)
}

function textAt(data: unknown, pointer: string): string | null {
  const value = valueAt(data, pointer)
  return typeof value === 'string' && value !== '' ? value : null
}

function keyOf(data: unknown): string {
  const known = identities.find(({ decisive }) => textAt(data, decisive) !== null)
  return JSON.stringify(known?.parts.map(part => valueAt(data, part) ?? null) ?? data)
}

function timeOf(seconds: unknown): Date | null {
  const time = new Date(typeof seconds === 'number' ? seconds * 1000 : Number.NaN)
  return Number.isNaN(time.getTime()) ? null : time
}
