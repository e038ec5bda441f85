import {
  type Delivery,
  meaningOf,
  type Parsed,
  type PlatformEvent,
  type Rejection,
} from '@conduit/core'
import { Value } from '@sinclair/typebox/value'
import { type Item, item, type Payload } from './endpoint.ts'
import { tables } from './tables.ts'

/** What one delivery says. */
export function parseEvent({ payload }: Delivery<Payload>): Parsed {
  // #region events
  const events: PlatformEvent[] = []
  const rejected: Rejection[] = []
  for (const [index, data] of payload.events.entries()) {
    const path = `/events/${index}`
    if (Value.Check(item, data)) events.push(eventOf(data, path))
    else rejected.push({ path, reason: 'not an event' })
  }
  return { deliveryId: payload.delivery, events, rejected }
  // #endregion
}

// #region one event
function eventOf(data: Item, path: string): PlatformEvent {
  const { id, type, at, member } = data
  return {
    ...{ type, meaning: meaningOf(tables.events, type), id, path, data },
    // The platform's own time. Where it tells none, null: when it came is known anyway.
    occurredAt: at === undefined ? null : new Date(at),
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
