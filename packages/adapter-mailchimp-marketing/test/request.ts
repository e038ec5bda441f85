import { createHash, createHmac } from 'node:crypto'
import { form, type WebhookRequest } from '@conduit/core'

export const at = new Date('2026-11-10T09:00:00.000Z')
export const seconds = Math.floor(at.getTime() / 1000)
export const signingSecret = 'b1f0c2d3e4a5968778695a4b3c2d1e0f'

/** A request of Mailchimp with this body. */
export function requestOf(
  body: string | Uint8Array,
  options: { method?: string; signature?: string | undefined } = {},
): WebhookRequest {
  const bytes = Buffer.from(body)
  const headers: Readonly<Record<string, string | undefined>> = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-mailchimp-signature': options.signature,
  }
  return {
    method: options.method ?? 'POST',
    url: 'https://hooks.example.com/api/v1/integrations/mailchimp-marketing/event?token=t',
    receivedAt: at,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: name => headers[name.toLowerCase()],
    query: () => undefined,
  }
}

/** A form as it is decoded. */
export function decoded(body: string): { type: string } {
  return form().decode(Buffer.from(body), { depth: 64, nodes: 10_000 }) as { type: string }
}

export function v1(body: string | Uint8Array, secret = signingSecret, time = seconds): string {
  return createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')
}
