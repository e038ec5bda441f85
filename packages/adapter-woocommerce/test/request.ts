import { createHash, createHmac } from 'node:crypto'
import type { Delivery } from '@conduit/core'

export const signingSecret = 'wcExampleSecret0001NotReal'

/** A delivery of a shop, genuine unless its headers are changed; null takes one away. */
export function deliveryOf(
  topic: string,
  payload: unknown,
  changes: Readonly<Record<string, string | null>> = {},
): Delivery<{ id?: number | string }> {
  return {
    ...requestOf(JSON.stringify(payload), { 'x-wc-webhook-topic': topic, ...changes }),
    payload: payload as { id?: number },
  }
}

/** The same before it is decoded. */
export function requestOf(
  body: string | Uint8Array,
  changes: Readonly<Record<string, string | null>> = {},
) {
  const bytes = Buffer.from(body)
  const headers: Readonly<Record<string, string | null>> = {
    'content-type': 'application/json',
    'x-wc-webhook-source': 'https://shop.example.com/',
    'x-wc-webhook-topic': 'order.updated',
    'x-wc-webhook-signature': signatureOf(bytes),
    'x-wc-webhook-id': '15',
    'x-wc-webhook-delivery-id': 'c3872471f89ee3032d2caef68e254112',
    ...changes,
  }
  return {
    method: 'POST',
    url: 'https://hooks.example.com/api/v1/integrations/woocommerce/event',
    receivedAt: new Date('2026-11-10T09:00:07.000Z'),
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: (name: string) => headers[name.toLowerCase()] ?? undefined,
    query: () => undefined,
  }
}

export function signatureOf(body: Uint8Array, secret = signingSecret): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

/** Headers of the call that a shop makes while a webhook is saved. */
export const ping = {
  'content-type': 'application/x-www-form-urlencoded',
  'x-wc-webhook-source': null,
  'x-wc-webhook-topic': null,
  'x-wc-webhook-signature': null,
  'x-wc-webhook-id': null,
  'x-wc-webhook-delivery-id': null,
}
