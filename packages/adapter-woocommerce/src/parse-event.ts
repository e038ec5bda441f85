import {
  type Delivery,
  isoTime,
  meanings,
  type Parsed,
  type PlatformEvent,
  readableId,
  refuse,
  textOf,
  valueAt,
} from '@conduit/core'
import { checkFit } from './check-fit.ts'
import type { Payload } from './endpoint.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Where a resource says when this happened to it, today and in the oldest API. A deletion has no time. */
const created = ['/date_created_gmt', '/created_at']
const updated = ['/date_modified_gmt', '/updated_at', '/last_update']
const timesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['created', created],
  ['updated', updated],
  ['restored', updated],
])

/**
 * One event per delivery; the topic stands in a header.
 *
 * A delivery id is made of the webhook and the second, so that two deliveries can share it: only
 * together with the body it tells them apart. A whole resource that comes again under its topic is
 * a repetition as well, whatever the unsigned headers say: its body holds the second of its change.
 */
export function parseEvent(delivery: Delivery<Payload>): Parsed {
  const { digest } = delivery
  const header = (name: string) => delivery.header(`x-wc-webhook-${name}`) ?? ''
  const topic = topicOf(delivery)
  const { path, data } = partOf(delivery.payload, topic)
  // Times of `*_gmt` are UTC and do not say so; the others are the shop's local time.
  const times = timesOf.get(topic.split('.')[1] ?? '') ?? []
  const time = times.map(each => valueAt(data, each)).find(each => each !== undefined)
  const occurredAt = isoTime(time, 'utc')
  const arrival = JSON.stringify([header('source'), header('id'), header('delivery-id'), digest])
  return {
    // The header is not signed.
    deliveryId: readableId(header('delivery-id')),
    events: [
      {
        type: topic,
        meaning: meaningOf(topic),
        occurredAt,
        id: null,
        keys: occurredAt === null ? [arrival] : [arrival, JSON.stringify([topic, digest])],
        path,
        data,
      },
    ],
  }
}

/** Of a custom topic the signed body tells it; else it takes a header. @throws `invalid` */
function topicOf({ header, payload }: Delivery<Payload>): string {
  const topic = header('x-wc-webhook-topic') ?? ''
  if (topic !== '') return topic
  const action = textOf(valueAt(payload, '/action'))
  if (action !== null && /^\w{1,100}$/.test(action)) return `action.${action}`
  const parts = [header('x-wc-webhook-resource'), header('x-wc-webhook-event')]
  if (parts.every(part => part)) return parts.join('.')
  refuse('invalid', 'header_missing', { detail: 'topic header missing' })
}

/**
 * What the event is about: the body, the resource that the oldest API puts into a member of its name,
 * or the object that a hook was called with.
 */
function partOf(payload: Payload, topic: string): Pick<PlatformEvent, 'path' | 'data'> {
  const [kind = ''] = topic.split('.')
  const own = kind === 'action' ? null : inner(payload, kind)
  checkFit(topic, own ?? payload)
  if (own !== null) return { path: `/${kind}`, data: own }
  const argument = kind === 'action' ? inner(payload, 'arg') : null
  return argument === null ? { path: '', data: payload } : { path: '/arg', data: argument }
}

function inner(payload: Payload, name: string): object | null {
  const value = payload.id === undefined ? valueAt(payload, `/${name}`) : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}
