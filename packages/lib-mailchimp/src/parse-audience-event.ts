import type { ConsentStatement, Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, marketingConsent, meanings, refuse, textOrNull, valueAt } from '@conduit/core'
import { audienceTables } from './audience-tables.ts'

const meaningOf = meanings(audienceTables.events)

/**
 * The one event of an audience webhook. Mailchimp gives it no id, and type, contact and second do
 * not tell two edits of one second apart: it is known by its whole body, which a retry repeats.
 */
export function parseAudienceEvent({ payload, digest }: Delivery): Parsed {
  const type =
    textOrNull(payload, '/type') ??
    refuse('invalid', 'other_kind', { detail: 'not an audience webhook', pointer: '/type' })
  const meaning = meaningFor(type, payload)
  const event: PlatformEvent = {
    type,
    meaning,
    // It names no zone, and is UTC.
    occurredAt: isoTime(valueAt(payload, '/fired_at'), 'utc'),
    isTimeSigned: true,
    id: null,
    path: '',
    data: payload,
    consents: consentsOf(meaning, payload),
  }
  return { deliveryId: `sha256:${digest}`, events: [event] }
}

function meaningFor(type: string, payload: unknown): PlatformEvent['meaning'] {
  const mayBeComplaint = type === 'unsubscribe' || type === 'cleaned'
  if (mayBeComplaint && valueAt(payload, '/data/reason') === 'abuse') return 'consent.withdrawn'
  const isDeletion = type === 'unsubscribe' && valueAt(payload, '/data/action') === 'delete'
  return isDeletion ? 'subject.deleted' : meaningOf(type)
}

/** Who subscribes to an audience, or leaves it, says so for that one alone. */
function consentsOf(
  meaning: PlatformEvent['meaning'],
  payload: unknown,
): readonly ConsentStatement[] {
  const id = textOrNull(payload, '/data/list_id') ?? ''
  const purpose = /^\w{1,40}$/.test(id) ? `audience ${id}` : 'marketing'
  return marketingConsent(meaning, 'email').map(statement => ({ ...statement, purpose }))
}
