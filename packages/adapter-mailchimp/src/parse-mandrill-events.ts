import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import {
  marketingConsent,
  meanings,
  readItems,
  refuse,
  textOrNull,
  unixTime,
  valueAt,
} from '@conduit/core'
import { mandrillTables } from './mandrill-tables.ts'

const meaningOf = meanings(mandrillTables.events)

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
export function parseMandrillEvents({ payload, digest }: Delivery): Parsed {
  const batch = valueAt(payload, '/mandrill_events')
  if (!Array.isArray(batch))
    refuse('invalid', 'other_kind', { detail: 'not a batch', pointer: '/mandrill_events' })
  const read = readItems(batch, '/mandrill_events', (data, path) => {
    const type = typeOf(data)
    if (type === null) return 'neither an event nor a change of a list'
    return { ...eventOf(type, data), path, data }
  })
  return { deliveryId: batch.length === 0 ? null : `sha256:${digest}`, ...read }
}

function eventOf(type: string, data: unknown): Omit<PlatformEvent, 'path' | 'data'> {
  const isDenial = /^(blacklist|denylist)\.(add|change)$/.test(type)
  const isPersonal = isDenial && personal.includes(valueAt(data, '/reject/reason'))
  const meaning = isPersonal ? 'consent.withdrawn' : meaningOf(type)
  return {
    type,
    meaning,
    occurredAt: unixTime(valueAt(data, '/ts')),
    isTimeSigned: true,
    id: null,
    keys: [keyOf(data)],
    consents: marketingConsent(meaning, type.startsWith('sms_') ? 'sms' : 'email'),
  }
}

/** Changes of a list have no `event`, but a `type` and an `action`. */
function typeOf(data: unknown): string | null {
  const event = textOrNull(data, '/event')
  const list = textOrNull(data, '/type')
  const action = textOrNull(data, '/action')
  return event ?? (list === null || action === null ? list : `${list}.${action}`)
}

function keyOf(data: unknown): string {
  const known = identities.find(({ decisive }) => textOrNull(data, decisive) !== null)
  return JSON.stringify(known?.parts.map(part => valueAt(data, part) ?? null) ?? data)
}
