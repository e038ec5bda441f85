import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meanings, refuse, textOf, valueAt } from '@conduit/core'
import { checkFit } from './check-fit.ts'
import { claimsPeople } from './claims-people.ts'
import { channelOf, choiceIn, consentsIn, consentsOfCustomer } from './consent.ts'
import { eventRows } from './event-rows.ts'
import { shopDomain } from './settings.ts'

const meaningOf = meanings(eventRows)

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
  const account = shopOf(delivery)
  const deliveryId = delivery.header('x-shopify-webhook-id') || null
  const isConfirmed = checkFit(topic, account, payload)
  const action = delivery.header('x-shopify-event-id') || null
  const channel = channelOf(topic)
  const part = channel === null ? payload : valueAt(payload, `/${channel}_marketing_consent`)
  const claimed = channel === null ? meaningOf(topic) : choiceIn(part)
  const meaning = isConfirmed || !claimsPeople(topic) ? claimed : 'processing'
  // The times of a shop are not those of what an app does in it.
  const times = meaning === 'lifecycle' ? [] : ['/updated_at', '/consent_updated_at']
  const isDated = times.some(pointer => valueAt(isConfirmed ? part : payload, pointer) != null)
  // Whoever can send a body again can invent topics for it without end.
  const said = isConfirmed ? [account, topic, digest] : [account, digest]
  const body = isDated ? said : [...said, action ?? deliveryId]
  const own = deliveryId === null ? [] : [[account, deliveryId]]
  const event: PlatformEvent = {
    type: topic,
    meaning,
    occurredAt: isoTime(delivery.header('x-shopify-triggered-at')),
    ...(!isConfirmed && { isUnconfirmed: true }),
    id: action,
    keys: [...own, body].map(key => JSON.stringify(key)),
    account,
    ...(topic === 'shop/redact' && { scope: 'account' }),
    path: '',
    data: payload,
    consents: isConfirmed ? consentsOf(payload, channel) : [],
  }
  return { deliveryId, events: [event] }
}

function consentsOf(payload: unknown, channel: string | null): PlatformEvent['consents'] & object {
  if (channel === null) return consentsOfCustomer(payload)
  return consentsIn(valueAt(payload, `/${channel}_marketing_consent`), channel)
}

/**
 * The shop by its permanent name. Where the body, which is signed, tells it, no header has to: the
 * topics of compliance come without one now and then. `checkFit` refuses where the two disagree.
 */
function shopOf(delivery: Delivery): string {
  const told = ['/shop_domain', '/myshopify_domain']
    .map(pointer => textOf(valueAt(delivery.payload, pointer)))
    .find(name => name !== null && shopDomain.test(name))
  const isTold = told != null && delivery.header('x-shopify-shop-domain') === undefined
  return (isTold ? told : headerOf(delivery, 'shop-domain', shopDomain)).toLowerCase()
}

/** Of headers that are not signed, and are kept and shown, only what looks as it should. */
function headerOf(delivery: Delivery, name: string, form: RegExp): string {
  const value = delivery.header(`x-shopify-${name}`)
  if (value === undefined || !form.test(value))
    refuse('invalid', 'header_missing', { detail: `no ${name} in the headers` })
  return value
}
