import type { Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meaningOf, valueAt } from '@conduit/core'
import type { AudiencePayload } from './audience-payload.ts'
import { audienceTables } from './audience-tables.ts'

/**
 * The one event of an audience webhook. Mailchimp gives it no id, and type, contact and second do
 * not tell two edits of one second apart: it is known by its whole body, which a retry repeats.
 */
export function parseAudienceEvent({ payload, digest }: Delivery<AudiencePayload>): Parsed {
  const event: PlatformEvent = {
    type: payload.type,
    meaning: meaning(payload),
    // It names no zone, and is UTC.
    occurredAt: isoTime(valueAt(payload, '/fired_at'), 'utc'),
    id: null,
    path: '',
    data: payload,
  }
  return { deliveryId: `sha256:${digest}`, events: [event] }
}

function meaning(payload: AudiencePayload): PlatformEvent['meaning'] {
  const { type } = payload
  const mayBeComplaint = type === 'unsubscribe' || type === 'cleaned'
  if (mayBeComplaint && valueAt(payload, '/data/reason') === 'abuse') return 'consent.withdrawn'
  const isDeletion = type === 'unsubscribe' && valueAt(payload, '/data/action') === 'delete'
  return isDeletion ? 'subject.deleted' : meaningOf(audienceTables.events, type)
}
