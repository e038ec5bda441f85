import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import {
  isoTime,
  marketingConsent,
  meanings,
  readableId,
  textOrNull,
  unixTime,
  valueAt,
} from '@conduit/core'
import { callType } from './call-type.ts'
import { withMetric } from './older-report.ts'
import {
  attributeConsents,
  consentsOf,
  meaningOfConsents,
  preferencesChanged,
} from './preferences.ts'
import { channels, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

type Reading = Pick<PlatformEvent, 'type' | 'meaning' | 'wants' | 'consents'>

/**
 * The one event of a call. What is no event is set aside and still answered 200.
 * @see https://docs.customer.io/integrations/api/webhooks/
 */
export function parseEvent(delivery: Delivery): Parsed {
  const payload = withMetric(delivery.payload)
  const metric = textOrNull(payload, '/metric')
  if (metric === null) return parseCall(delivery)
  const id = textOrNull(payload, '/event_id')
  const event: PlatformEvent = {
    ...readType(metric, payload),
    occurredAt: unixTime(valueAt(payload, '/timestamp')),
    isTimeSigned: true,
    id,
    keys: [id ?? delivery.digest],
    path: '',
    data: marked(payload),
  }
  return { deliveryId: readableId(id), events: [event] }
}

/** Marks an e-mail to several addresses, for the tables. */
function marked(payload: unknown): unknown {
  const recipient = textOrNull(payload, '/data/recipient') ?? ''
  const isToSeveral = /[;,]/.test(recipient) && recipient.split('@').length > 2
  return isToSeveral ? { ...Object(payload), '@recipient': 'several' } : payload
}

/** A call that is no report; one that says nothing, or nothing of use of its metric, is set aside. */
function parseCall({ payload, digest }: Delivery): Parsed {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload)
  if (!isObject || 'metric' in payload || Object.keys(payload).length === 0) {
    return { deliveryId: null, events: [], rejected: [{ path: '', reason: 'it has no metric' }] }
  }
  const type = callType(payload)
  const id = type === 'call' ? null : textOrNull(payload, '/messageId')
  const event: PlatformEvent = {
    type,
    meaning: meaningOf(type),
    occurredAt: type === 'call' ? null : timeOf(payload),
    isTimeSigned: true,
    id,
    keys: [id ?? digest],
    path: '',
    data: payload,
    consents: attributeConsents(payload),
  }
  // Who calls chooses the id: it may be anything.
  return { deliveryId: null, events: [event] }
}

/** Pipelines write ISO 8601, the Track API Unix seconds. */
function timeOf(payload: unknown): Date | null {
  const timestamp = valueAt(payload, '/timestamp')
  return unixTime(timestamp) ?? isoTime(timestamp)
}

function readType(metric: string, payload: unknown): Reading {
  const object = textOrNull(payload, '/object_type') ?? 'customer'
  if (metric !== preferencesChanged) {
    const type = `${object}_${metric}`
    const meaning = meaningOf(type)
    return { type, meaning, consents: marketingConsent(meaning, channelOf(object)) }
  }
  const consents = consentsOf(payload)
  const meaning = meaningOfConsents(consents)
  if (meaning !== null) return { type: metric, meaning, consents }
  return { type: metric, meaning: 'processing', ...readBack(payload) }
}

/** Who leaves as a customer leaves on every channel. */
function channelOf(object: string): string {
  return channels.includes(object) ? object : 'any'
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
