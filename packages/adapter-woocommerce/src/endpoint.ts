import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/**
 * A REST resource, `{ id }` after a deletion, or `{ action, arg }` of a custom topic. Which of them
 * it has to be is said by the topic, in a header: see `checkFit`.
 */
const payload = Type.Object({ id: Type.Optional(Type.Unknown()) })

export type Payload = Static<typeof payload>

/** One event per request. @see https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/ */
export const endpoint = {
  // These members open the order to whoever reads them.
  formats: [json({ strip: ['order_key', 'payment_url', 'cart_hash'] })],
  payload,
  headers: ['source', 'topic', 'resource', 'event', 'id', 'delivery-id'].map(
    name => `x-wc-webhook-${name}`,
  ),
  // A shop names no limit: a long order with what plugins keep of its lines is larger than 1 MiB.
  maxBytes: 4_194_304,
}
