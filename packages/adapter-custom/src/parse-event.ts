import type { Connection, Delivery, Parsed, PlatformEvent } from '@conduit/core'
import { isoTime, meaningOf, pick, refuse, rowsOf, textOf, unixTime, valueAt } from '@conduit/core'
import type { Mapping } from './mapping.ts'
import { rows } from './rows.ts'
import type { Settings } from './settings.ts'
import { tables } from './tables.ts'
import { signedId } from './verify-signature.ts'

/** A number below this is in seconds: as milliseconds it would lie in March 1973. */
const firstMilliseconds = 1e11

/**
 * Reads the body by the operator's mapping. A signed delivery is known by its `webhook-id`, which a
 * retry repeats; an unsigned one by the id that the mapping names, else by its body.
 */
export function parseEvent(delivery: Delivery, { settings }: Connection<Settings>): Parsed {
  const { mapping } = settings
  const { payload, digest } = delivery
  const isOne = mapping.root === ''
  const items = isOne ? [payload] : listAt(payload, mapping.root)
  const messageId = signedId(delivery, settings)
  const events = items.map((data, index): PlatformEvent => {
    const path = isOne ? '' : `${mapping.root}/${index}`
    const own = mapping.id === null ? null : textOf(valueAt(data, mapping.id))
    const id = messageId === null ? own : null
    const event = { ...readEvent(data, path, mapping), id: isOne ? (messageId ?? id) : id }
    checkRequired(event, settings)
    return messageId === null && id === null ? { ...event, keys: [`${digest}#${index}`] } : event
  })
  const ownId = isOne ? (events[0]?.id ?? null) : null
  return { deliveryId: messageId ?? ownId, events }
}

function listAt(payload: unknown, root: string): readonly unknown[] {
  const list = valueAt(payload, root)
  return Array.isArray(list) ? list : refuse('invalid', 'expected the list of events', root)
}

function readEvent(data: unknown, path: string, mapping: Mapping): Omit<PlatformEvent, 'id'> {
  const type = valueAt(data, mapping.type)
  if (typeof type !== 'string' || type === '') {
    refuse('invalid', 'expected the type of the event, a text', path + mapping.type)
  }
  const { occurredAt } = mapping
  return {
    type,
    meaning: meaningIn(mapping, type),
    occurredAt: occurredAt === null ? null : occurrence(valueAt(data, occurredAt)),
    path,
    data,
  }
}

/** ISO 8601 with its offset, or Unix time; null if unreadable. */
function occurrence(value: unknown): Date | null {
  if (typeof value !== 'number') return isoTime(value)
  return unixTime(value, value < firstMilliseconds ? 'seconds' : 'milliseconds')
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
  const found = new Set<unknown>(pick(known, event).map(match => match.row))
  for (const [index, { required, pointer }] of fields.entries()) {
    if (required && !found.has(known[index])) {
      refuse('invalid', 'a required field has no value', event.path + pointer)
    }
  }
}
