import { createHash } from 'node:crypto'
import samples from '@conduit/adapter-shopify/samples'
import type { Delivery, WebhookRequest } from '@conduit/core'

export const signingSecret = 'shpss_0001_not_a_real_secret'
export const shop = 'fern-example.myshopify.com'

type Changes = Readonly<Record<string, string | null>>

/** A delivery of the shop, genuine unless its headers are changed; null takes one away. */
export function deliveryOf(
  topic: string,
  payload: object,
  changes: Changes = {},
): Delivery<object> {
  const request = requestOf(JSON.stringify(payload), { 'x-shopify-topic': topic, ...changes })
  return { ...request, payload }
}

/** The same before it is decoded. */
export function requestOf(body: string, changes: Changes = {}, secret = signingSecret) {
  const url = 'https://hooks.example.com/api/v1/integrations/shopify/event'
  const receivedAt = new Date('2026-11-10T09:00:07.000Z')
  const unsigned = { method: 'POST', url, headers: {}, body }
  const headers: Changes = {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': shop,
    'x-shopify-webhook-id': '85261f20-2dc1-5d37-8c03-86d0400eaf4e',
    'x-shopify-event-id': '887c182e-f8be-5a8c-a51b-eb558757306d',
    'x-shopify-triggered-at': '2026-11-10T09:00:05.877041743Z',
    ...samples.sign(unsigned, { signingSecret: secret }, receivedAt),
    ...changes,
  }
  const bytes = Buffer.from(body)
  const request: WebhookRequest = {
    method: 'POST',
    url,
    receivedAt,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: name => headers[name.toLowerCase()] ?? undefined,
    query: () => undefined,
  }
  return request
}
