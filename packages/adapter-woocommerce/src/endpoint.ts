import { json } from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'

/**
 * A REST resource, `{ id }` after a deletion, or `{ action, arg }` of a custom topic. Which of them
 * it has to be is said by the topic, in a header: see `checkFit`.
 */
const payload = Type.Object({
  // Some hooks pass the number of a deleted object as text.
  id: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d+$' })])),
})

export type Payload = Static<typeof payload>

/** One event per request. @see https://developer.woocommerce.com/docs/apis/rest-api/v3/webhooks/ */
export const endpoint = {
  // These members open the order to whoever reads them.
  formats: [json({ strip: ['order_key', 'payment_url', 'cart_hash'] })],
  payload,
  headers: ['source', 'topic', 'id', 'delivery-id'].map(name => `x-wc-webhook-${name}`),
}
