import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { meaningOf, readableId, textOrNull, unixTime, valueAt } from '@conduit/core'
import { consentsOf, meaningOfConsents, preferencesChanged } from './preferences.ts'
import { tables } from './tables.ts'

type Reading = Pick<PlatformEvent, 'type' | 'meaning' | 'wants'>

/**
 * The one event of a call. What is no event is set aside and still answered 200.
 * @see https://docs.customer.io/integrations/api/webhooks/
 */
export function parseEvent({ payload, digest }: Delivery): Parsed {
  const metric = textOrNull(payload, '/metric')
  if (metric === null) {
    return { deliveryId: null, events: [], rejected: [{ path: '', reason: 'it has no metric' }] }
  }
  const id = textOrNull(payload, '/event_id')
  const event: PlatformEvent = {
    ...readType(metric, payload),
    occurredAt: unixTime(valueAt(payload, '/timestamp')),
    id,
    keys: [id ?? digest],
    path: '',
    data: payload,
  }
  return { deliveryId: readableId(id), events: [event] }
}

function readType(metric: string, payload: unknown): Reading {
  if (metric !== preferencesChanged) {
    const type = `${textOrNull(payload, '/object_type') ?? 'customer'}_${metric}`
    // A channel that they have yet to add can be left as well.
    const row = metric === 'unsubscribed' ? 'customer_unsubscribed' : type
    return { type, meaning: meaningOf(tables.events, row) }
  }
  const meaning = meaningOfConsents(consentsOf(payload))
  if (meaning !== null) return { type: metric, meaning }
  return { type: metric, meaning: 'processing', ...readBack(payload) }
}

/** Which way the preferences changed has to be asked, if it can be told whose they are. */
function readBack(payload: unknown): Pick<Reading, 'wants'> {
  for (const idType of ['cio_id', 'id', 'email']) {
    const id = textOrNull(payload, `/data/identifiers/${idType}`)
    // It becomes part of a URL: neither `..` nor half a character.
    if (id === null || /^\.+$|\p{C}/u.test(id)) continue
    return { wants: { key: `${idType} ${id}`, ref: { idType, id } } }
  }
  return {}
}
