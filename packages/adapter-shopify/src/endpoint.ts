import { json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

const headers = ['topic', 'shop-domain', 'webhook-id', 'event-id', 'triggered-at']
/** Members that open a page with the person's data to whoever reads them. */
const pages = ['order_status_url', 'abandoned_checkout_url', 'invoice_url']
const strip = ['token', 'cart_token', 'checkout_token', 'public_file_url', ...pages]

/** One event per request. @see https://shopify.dev/docs/apps/build/webhooks/delivery-structure */
export const endpoint = {
  formats: [json({ strip })],
  // A subscription may leave any member away: what has to be there depends on the topic.
  payload: Type.Object({}),
  headers: headers.map(name => `x-shopify-${name}`),
  // An order of 1,500 lines has more than one MiB, and Shopify names no limit.
  maxBytes: 5 * 1_048_576,
  requiredHeaders: ['x-shopify-hmac-sha256'],
}
