import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meaningOf, refuse, textOrNull, valueAt } from '@conduit/core'
import { audienceTables } from './audience-tables.ts'

/**
 * The one event of an audience webhook. Mailchimp gives it no id, and type, contact and second do
 * not tell two edits of one second apart: it is known by its whole body, which a retry repeats.
 */
export function parseAudienceEvent({ payload, digest }: Delivery): Parsed {
  const type = textOrNull(payload, '/type') ?? refuse('invalid', 'not an audience webhook', '/type')
  const event: PlatformEvent = {
    type,
    meaning: meaning(type, payload),
    // It names no zone, and is UTC.
    occurredAt: isoTime(valueAt(payload, '/fired_at'), 'utc'),
    id: null,
    path: '',
    data: payload,
  }
  return { deliveryId: `sha256:${digest}`, events: [event] }
}

function meaning(type: string, payload: unknown): PlatformEvent['meaning'] {
  const mayBeComplaint = type === 'unsubscribe' || type === 'cleaned'
  if (mayBeComplaint && valueAt(payload, '/data/reason') === 'abuse') return 'consent.withdrawn'
  const isDeletion = type === 'unsubscribe' && valueAt(payload, '/data/action') === 'delete'
  return isDeletion ? 'subject.deleted' : meaningOf(audienceTables.events, type)
}
