import type { ConsentStatement, Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, marketingConsent, meanings, refuse, valueAt } from '@conduit/core'
import { checkFit } from './check-fit.ts'
import { shopDomain } from './settings.ts'
import { consentChannels, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/**
 * One event per delivery; topic, shop and ids stand in headers.
 *
 * A retry repeats the id of the delivery, and all topics of one action share an event id. Neither is
 * signed, so a body that holds the time of its change counts once under its topic, whatever they say.
 *
 * @see https://shopify.dev/docs/apps/build/webhooks/delivery-structure
 */
export function parseEvent(delivery: Delivery): Parsed {
  const { payload, digest } = delivery
  const topic = headerOf(delivery, 'topic', /^[\w./-]{1,100}$/)
  const account = headerOf(delivery, 'shop-domain', shopDomain).toLowerCase()
  const deliveryId = headerOf(delivery, 'webhook-id', /^[\w-]{1,64}$/)
  checkFit(topic, account, payload)
  const action = delivery.header('x-shopify-event-id') || null
  const channel = consentChannels.get(topic)
  const part = channel === undefined ? payload : valueAt(payload, `/${channel}_marketing_consent`)
  const meaning = channel === undefined ? meaningOf(topic) : choiceIn(part)
  // The times of a shop are not those of what an app does in it.
  const times = meaning === 'lifecycle' ? [] : ['/updated_at', '/consent_updated_at']
  const isDated = times.some(pointer => valueAt(part, pointer) != null)
  const body = isDated ? [account, topic, digest] : [account, topic, digest, action ?? deliveryId]
  const event: PlatformEvent = {
    type: topic,
    meaning,
    occurredAt: isoTime(delivery.header('x-shopify-triggered-at')),
    id: action,
    keys: [[account, deliveryId], body].map(key => JSON.stringify(key)),
    account,
    ...(topic === 'shop/redact' && { scope: 'account' }),
    path: '',
    data: payload,
    consents: consentsIn(part, meaning, channel),
  }
  return { deliveryId, events: [event] }
}

/** Of headers that are not signed, and are kept and shown, only what looks as it should. */
function headerOf(delivery: Delivery, name: string, form: RegExp): string {
  const value = delivery.header(`x-shopify-${name}`)
  if (value === undefined || !form.test(value))
    refuse('invalid', 'header_missing', { detail: `no ${name} in the headers` })
  return value
}

/** Also `pending`, `not_subscribed`, `invalid` and `redacted`: nothing was chosen. */
function choiceIn(consent: unknown): PlatformEvent['meaning'] {
  const state = valueAt(consent, '/state')
  if (state === 'subscribed') return 'consent.granted'
  return state === 'unsubscribed' ? 'consent.withdrawn' : 'processing'
}

/** A choice for one channel, with the time and the strength that Shopify knows of it. */
function consentsIn(
  consent: unknown,
  meaning: PlatformEvent['meaning'],
  channel: 'email' | 'sms' | undefined,
): readonly ConsentStatement[] {
  if (channel === undefined) return []
  const at = isoTime(valueAt(consent, '/consent_updated_at'))
  const level = valueAt(consent, '/opt_in_level')
  const isLevel = level === 'single_opt_in' || level === 'confirmed_opt_in'
  return marketingConsent(meaning, channel).map(statement => ({
    ...statement,
    ...(at !== null && { at }),
    ...(isLevel && { givenThrough: level }),
  }))
}
