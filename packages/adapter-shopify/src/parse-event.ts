import type { ConsentStatement, Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, marketingConsent, meanings, refuse, valueAt } from '@conduit/core'
import { checkFit } from './check-fit.ts'
import { claimsPeople } from './claims-people.ts'
import { shopDomain } from './settings.ts'
import { consentChannels, tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/**
 * One event per delivery; topic, shop and ids stand in headers.
 *
 * A retry repeats the id of the delivery, and all topics of one action share an event id. Neither is
 * signed, so a body that holds the time of its change counts once under its topic, whatever they say.
 * What it does not show to be of its topic counts once under all of them, as unsigned, and never means
 * anything to a person.
 *
 * @see https://shopify.dev/docs/apps/build/webhooks/delivery-structure
 */
export function parseEvent(delivery: Delivery): Parsed {
  const { payload, digest } = delivery
  const topic = headerOf(delivery, 'topic', /^[\w./-]{1,100}$/)
  const account = headerOf(delivery, 'shop-domain', shopDomain).toLowerCase()
  const deliveryId = headerOf(delivery, 'webhook-id', /^[\w-]{1,64}$/)
  const isConfirmed = checkFit(topic, account, payload)
  const action = delivery.header('x-shopify-event-id') || null
  const channel = consentChannels.get(topic)
  const part = channel === undefined ? payload : valueAt(payload, `/${channel}_marketing_consent`)
  const claimed = channel === undefined ? meaningOf(topic) : choiceIn(part)
  const meaning = isConfirmed || !claimsPeople(topic) ? claimed : 'processing'
  // The times of a shop are not those of what an app does in it.
  const times = meaning === 'lifecycle' ? [] : ['/updated_at', '/consent_updated_at']
  const isDated = times.some(pointer => valueAt(isConfirmed ? part : payload, pointer) != null)
  // Whoever can send a body again can invent topics for it without end.
  const said = isConfirmed ? [account, topic, digest] : [account, digest]
  const body = isDated ? said : [...said, action ?? deliveryId]
  const event: PlatformEvent = {
    type: topic,
    meaning,
    occurredAt: isoTime(delivery.header('x-shopify-triggered-at')),
    ...(!isConfirmed && { isUnconfirmed: true }),
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
