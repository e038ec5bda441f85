import { type Delivery, meaningOf, type Parsed, refuse, valueAt } from '@conduit/core'
import { checkFit } from './check-fit.ts'
import type { Payload } from './endpoint.ts'
import { tables } from './tables.ts'

/** Where a resource says when this happened to it. A deletion has no time. */
const timeOf: ReadonlyMap<string, string> = new Map([
  ['created', '/date_created_gmt'],
  ['updated', '/date_modified_gmt'],
  ['restored', '/date_modified_gmt'],
])

/**
 * One event per delivery; the topic stands in a header.
 *
 * A delivery id is made of the webhook and the second, so that two deliveries can share it: only
 * together with the body it tells them apart. A whole resource that comes again under its topic is
 * a repetition as well, whatever the unsigned headers say: its body holds the second of its change.
 */
export function parseEvent(delivery: Delivery<Payload>): Parsed {
  const { payload, digest } = delivery
  const header = (name: string) => delivery.header(`x-wc-webhook-${name}`) ?? ''
  const topic = header('topic')
  if (topic === '') refuse('invalid', 'topic header missing')
  checkFit(topic, payload)
  const occurredAt = occurrence(topic, payload)
  const arrival = JSON.stringify([header('source'), header('id'), header('delivery-id'), digest])
  return {
    deliveryId: readableId(header('delivery-id')),
    events: [
      {
        type: topic,
        meaning: meaningOf(tables.events, topic),
        occurredAt,
        id: null,
        keys: occurredAt === null ? [arrival] : [arrival, JSON.stringify([topic, digest])],
        path: '',
        data: payload,
      },
    ],
  }
}

/** Times of `*_gmt` are UTC and do not say so; the others are the shop's local time. */
function occurrence(topic: string, payload: Payload): Date | null {
  const pointer = timeOf.get(topic.split('.')[1] ?? '')
  const text = pointer === undefined ? null : valueAt(payload, pointer)
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null
  const time = new Date(`${text}Z`)
  return Number.isNaN(time.getTime()) ? null : time
}

/** The header is not signed, and what is taken for the delivery's id is shown to people. */
function readableId(text: string): string | null {
  return /^[\w-]{1,64}$/.test(text) ? text : null
}
