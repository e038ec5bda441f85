import {
  type Connection,
  type Delivery,
  meaningOf,
  type Parsed,
  type PlatformEvent,
  pick,
  refuse,
  rowsOf,
  standardWebhookHeaders,
  textOf,
  valueAt,
} from '@conduit/core'
import { keysOf } from './keys.ts'
import type { Mapping } from './mapping.ts'
import { occurrence } from './occurrence.ts'
import { rows } from './rows.ts'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'

/**
 * Reads the body by the operator's mapping. A signed delivery is known by its `webhook-id`, which a
 * retry repeats; an unsigned one by the id that the mapping names, else by its body.
 */
export function parseEvent(delivery: Delivery, { settings }: Connection<Settings>): Parsed {
  const { mapping } = settings
  const { payload, digest } = delivery
  const items = mapping.root === '' ? [payload] : listAt(payload, mapping.root)
  const messageId = keysOf(settings) === null ? null : standardWebhookHeaders(delivery).id
  const events = items.map((data, index): PlatformEvent => {
    const path = mapping.root === '' ? '' : `${mapping.root}/${index}`
    const own = mapping.id === null ? null : textOf(valueAt(data, mapping.id))
    const id = messageId === null ? own : null
    const event = {
      ...readEvent(data, path, mapping),
      id: mapping.root === '' ? (messageId ?? id) : id,
    }
    checkRequired(event, settings)
    return messageId === null && id === null ? { ...event, keys: [`${digest}#${index}`] } : event
  })
  const ownId = mapping.root === '' ? (events[0]?.id ?? null) : null
  return { deliveryId: messageId ?? ownId, events }
}

function listAt(payload: unknown, root: string): readonly unknown[] {
  const list = valueAt(payload, root)
  return Array.isArray(list) ? list : refuse('invalid', 'expected the list of events', root)
}

function readEvent(data: unknown, path: string, mapping: Mapping): PlatformEvent {
  const type = valueAt(data, mapping.type)
  if (typeof type !== 'string' || type === '') {
    refuse('invalid', 'expected the type of the event, a text', path + mapping.type)
  }
  const { occurredAt } = mapping
  return {
    type,
    meaning: meaningIn(mapping, type),
    occurredAt: occurredAt === null ? null : occurrence(valueAt(data, occurredAt)),
    id: null,
    path,
    data,
  }
}

function meaningIn({ types, fallbackMeaning }: Mapping, type: string): PlatformEvent['meaning'] {
  const own = Object.entries(types).map(([name, meaning]) => ({ type: name, meaning }))
  return meaningOf([...own, { type: '*', meaning: fallbackMeaning }], type)
}

/** A required field must have a value: not null, empty, true or false, an object or a list. */
function checkRequired(event: PlatformEvent, settings: Settings): void {
  const { fields } = settings.mapping
  if (!fields.some(field => field.required)) return
  const known = rowsOf({ tables, rows }, settings)
  const found = new Set(pick(known, event).map(match => match.row))
  for (const [index, { required, pointer }] of fields.entries()) {
    const row = known[index]
    if (required && (row === undefined || !found.has(row))) {
      refuse('invalid', 'a required field has no value', event.path + pointer)
    }
  }
}
