import {
  type Delivery,
  isoTime,
  marketingConsent,
  meanings,
  type Parsed,
  type PlatformEvent,
  readItems,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Item, item, type Payload } from './endpoint.ts'
import { tables } from './tables.ts'

// #region one event
const meaningOf = meanings(tables.events)

function eventOf(data: Item, path: string): PlatformEvent {
  const { id, type, at, member } = data
  const meaning = meaningOf(type)
  return {
    type,
    meaning,
    // The platform's own time. Where it tells none, null: when it came is known anyway.
    occurredAt: isoTime(at),
    // It is this event's own, and part of the signed body.
    isTimeSigned: true,
    id,
    path,
    data,
    // Whoever subscribes to the newsletter says something of consent, and for the member alone.
    consents: marketingConsent(meaning, 'email'),
    // It says only who changed; the rest is read afterwards.
    ...(type === 'member.changed' && wanting(member?.id)),
  }
}

function wanting(id: string | undefined): Pick<PlatformEvent, 'wants'> {
  // It becomes part of a URL, and comes from outside.
  if (id === undefined || !/^mem_\w{1,40}$/.test(id)) return {}
  return { wants: { key: id, ref: { member: id } } }
}
// #endregion

/** What one delivery says. */
export function parseEvent({ payload }: Delivery<Payload>): Parsed {
  // #region events
  const read = readItems(payload.events, '/events', (data, path) =>
    Value.Check(item, data) ? eventOf(data, path) : 'not an event',
  )
  return { deliveryId: payload.delivery, ...read }
  // #endregion
}
