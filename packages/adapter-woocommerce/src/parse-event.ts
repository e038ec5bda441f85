import {
  type Delivery,
  isoTime,
  meanings,
  type Parsed,
  readableId,
  refuse,
  valueAt,
} from '@conduit/core'
import { checkFit } from './check-fit.ts'
import type { Payload } from './endpoint.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

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
  if (topic === '') refuse('invalid', 'header_missing', { detail: 'topic header missing' })
  checkFit(topic, payload)
  // Times of `*_gmt` are UTC and do not say so; the others are the shop's local time.
  const timeAt = timeOf.get(topic.split('.')[1] ?? '')
  const occurredAt = timeAt === undefined ? null : isoTime(valueAt(payload, timeAt), 'utc')
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
        path: '',
        data: payload,
      },
    ],
  }
}
