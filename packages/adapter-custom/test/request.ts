import { createHash } from 'node:crypto'
import type { JsonValue } from '@conduit/core'

export const signingSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const receivedAt = new Date('2026-11-10T13:00:02.000Z')

/** A mapping with two fields, some of it replaced. */
export const mappingOf = (changes: { readonly [key: string]: JsonValue } = {}) => ({
  root: '',
  type: '/type',
  occurredAt: '/at',
  id: '/n',
  types: { 'user.created': 'subject.created', 'mail.*': 'communication' },
  fallbackMeaning: 'processing',
  fields: [
    { pointer: '/user/id', category: 'account_id', subject: true, required: false },
    { pointer: '/user/email', category: 'email', subject: true, required: false },
  ],
  ...changes,
})

/** A request with these headers, in memory. */
export function requestOf(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string | undefined>> = {},
) {
  const bytes = Buffer.from(body)
  return {
    method: 'POST',
    url: 'https://hooks.example.com/api/v1/integrations/custom/event',
    receivedAt,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: (name: string) => headers[name.toLowerCase()],
    query: () => undefined,
  }
}
