import { createHash, createHmac } from 'node:crypto'
import mailchimp from '@conduit/adapter-mailchimp'
import { compileRows, form, pick, type WebhookRequest } from '@conduit/core'

export const signingSecret = 'qX2vT9mL4bKc7RwZpE1sYg'
export const url = 'https://hooks.example.com/api/v1/integrations/mailchimp/event?token=b&a=%2B'
export const transactional = { product: 'transactional', signingSecret } as const

/** A request of Mailchimp with this body. */
export function requestOf(
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): WebhookRequest {
  const bytes = Buffer.from(body)
  return {
    method,
    url,
    receivedAt: new Date('2026-11-10T09:00:00.000Z'),
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    header: name => headers[name.toLowerCase()],
    query: () => undefined,
  }
}

/** HMAC-SHA1 of these texts, one after the other. */
export function macOf(texts: readonly string[], key = signingSecret): string {
  return createHmac('sha1', key).update(texts.join('')).digest('base64')
}

/** A batch as a form. */
export const batchOf = (events: unknown) =>
  `${new URLSearchParams({ mandrill_events: JSON.stringify(events) })}`

type Settings = Parameters<typeof mailchimp.parseEvent>[1]['settings']

export function parse(body: string, settings: Settings = transactional) {
  const [format] = mailchimp.endpoint?.formats ?? []
  const payload = (format ?? form()).decode(Buffer.from(body), { depth: 64, nodes: 10_000 })
  type Payload = Parameters<typeof mailchimp.parseEvent>[0]['payload']
  const delivery = { ...requestOf(body), payload: payload as Payload }
  return mailchimp.parseEvent(delivery, { settings, state: {} })
}

/** Places and people of one event of a batch. */
export function personalDataOf(item: unknown) {
  const [event] = parse(batchOf([item])).events
  if (event === undefined) throw new Error('no event')
  const rows = compileRows(mailchimp.tables.pii, mailchimp.rows?.(transactional))
  const integration = { settings: transactional, state: {} }
  const { fields, people } = mailchimp.extractPii(event, integration, pick(rows, event))
  return {
    fields: fields.map(({ path, category, person }) => ({
      place: `${path.replace('/mandrill_events/0', '')} ${category}`,
      person: people[person ?? -1],
    })),
    identifiers: people.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
  }
}
