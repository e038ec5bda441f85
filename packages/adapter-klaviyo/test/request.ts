import { createHash, createHmac } from 'node:crypto'
import type { WebhookRequest } from '@conduit/core'

export const signingSecret = 'kl-sign-0001-not-real'
export const webhookId = '5d0c6e2f'
export const account = 'Qm7ZtB'
const timestamp = 'Wed, 14 Oct 2026 18:05:25 GMT'

export const meta = {
  klaviyo_account_id: account,
  klaviyo_webhook_id: webhookId,
  timestamp: '2026-10-14T13:05:25.891446+00:00',
}

/** An event of a batch. */
export function itemOf(topic: string, attributes: object = {}, changes: object = {}): object {
  const profile = { data: { type: 'profile', id: '01K7E2M4' } }
  const data = { type: 'event', id: 'e1', attributes, relationships: { profile } }
  return { external_id: 'e1', topic, payload: { data }, ...changes }
}

/** A batch of events as it is sent; null takes a header away. */
export function requestOf(
  body: string,
  changes: Readonly<Record<string, string | null>> = {},
  receivedAt = new Date('2026-10-14T13:05:27.000Z'),
): WebhookRequest {
  const headers: Readonly<Record<string, string | null>> = {
    'content-type': 'application/json',
    'klaviyo-signature': signatureOf(body),
    'klaviyo-timestamp': timestamp,
    'klaviyo-webhook-id': webhookId,
    ...changes,
  }
  const bytes = Buffer.from(body)
  return {
    method: 'POST',
    url: 'https://hooks.example.com/api/v1/integrations/klaviyo/event',
    receivedAt,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: name => headers[name.toLowerCase()] ?? undefined,
    query: () => undefined,
  }
}

export function signatureOf(body: string, secret = signingSecret, time = timestamp): string {
  return createHmac('sha256', secret)
    .update(body + time)
    .digest('hex')
}

/** Headers of a call that a flow makes. */
export const ofFlow = {
  'klaviyo-signature': null,
  'klaviyo-timestamp': null,
  'klaviyo-webhook-id': null,
  'x-klaviyo-flow-id': 'Fw2Qn6',
}
