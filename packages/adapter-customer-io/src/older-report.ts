import { textOrNull, valueAt } from '@conduit/core'

/** `email_unsubscribed`, or a word of these alone. */
const eventType =
  /^(?:(customer|email|push|sms|slack|webhook|in_app|whatsapp|inbox)_)?(drafted|attempted|sent|delivered|opened|clicked|bounced|dropped|failed|undeliverable|converted|spammed|subscribed|unsubscribed|replied)$/

/**
 * A report of the older form as one of today: `event_type` said in one word what `object_type` and
 * `metric` say now. Anything else stays as it is.
 * @see https://customer.io/docs/webhooks
 */
export function withMetric(payload: unknown): unknown {
  const word = textOrNull(payload, '/event_type')
  const told = word === null ? null : eventType.exec(word)
  if (told === null || valueAt(payload, '/metric') !== undefined) return payload
  const [, object = textOrNull(payload, '/object_type') ?? 'customer', metric] = told
  return { ...Object(payload), object_type: object, metric }
}
