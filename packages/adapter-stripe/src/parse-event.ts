import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, marketingConsent, meanings, unixTime, valueAt } from '@conduit/core'
import type { Snapshot, Thin } from './endpoint.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/** Consent to promotions, given or refused at checkout, is an event of its own. */
const promotions = { opt_in: 'consent.granted', opt_out: 'consent.withdrawn' } as const

/**
 * One event per delivery; two where a checkout session also carries a marketing consent.
 * @see https://docs.stripe.com/api/events/object
 */
export function parseEvent({ payload }: Delivery<Snapshot | Thin>): Parsed {
  const events = payload.object === 'event' ? fromSnapshot(payload) : [fromThin(payload)]
  return { deliveryId: payload.id, events }
}

function fromSnapshot(payload: Snapshot): readonly PlatformEvent[] {
  const event: PlatformEvent = {
    type: payload.type,
    meaning: meaningOf(payload.type),
    occurredAt: unixTime(payload.created),
    isTimeSigned: true,
    id: payload.id,
    path: '',
    data: payload,
  }
  const choice = valueAt(payload, '/data/object/consent/promotions')
  if (!payload.type.startsWith('checkout.session.')) return [event]
  if (choice !== 'opt_in' && choice !== 'opt_out') return [event]
  const meaning = promotions[choice]
  const consents = marketingConsent(meaning, 'email')
  return [event, { ...event, meaning, consents, keys: [`${payload.id}#consent`] }]
}

function fromThin(payload: Thin): PlatformEvent {
  const { context, related_object: related } = payload
  const meaning = meaningOf(payload.type.replace(/^v1\./, ''))
  const url = related?.url
  // An account with both styles of destination gets each event twice, under two ids.
  const identity = payload.snapshot_event ?? payload.id
  return {
    type: payload.type,
    meaning,
    occurredAt: isoTime(payload.created),
    isTimeSigned: true,
    id: payload.id,
    keys: [identity],
    path: '',
    data: payload,
    ...(meaning !== 'lifecycle' &&
      isApiPath(url) && {
        wants: { key: `${context ?? ''} ${url}`, ref: { url, context: context ?? null } },
      }),
  }
}

/** A path below our own base and nothing else: it comes from outside. */
function isApiPath(url: string | undefined): url is string {
  return url !== undefined && /^\/v[12](\/[\w-]+)+$/.test(url)
}
