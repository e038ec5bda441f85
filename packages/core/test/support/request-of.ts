import { createHash } from 'node:crypto'
import type { WebhookRequest } from '@conduit/core'
import { now, signed } from '../acme.ts'

/** A call of Acme as a receiver gets it, signed. */
export function requestOf(
  body: string,
  headers: Readonly<Record<string, string>> = { 'x-acme-signature': signed(body) },
): WebhookRequest {
  const sent: Readonly<Record<string, string>> = { 'content-type': 'application/json', ...headers }
  return {
    method: 'POST',
    url: 'https://hooks.example.com/acme/event',
    receivedAt: now,
    bytes: Buffer.from(body),
    digest: createHash('sha256').update(body).digest('hex'),
    header: name => sent[name.toLowerCase()],
    query: () => undefined,
  }
}
