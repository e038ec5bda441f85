import type { Delivery, Integration, Parsed, PlatformEvent } from '@conduit/core'
import {
  compileRows,
  isoTime,
  marketingConsent,
  meanings,
  pick,
  refuse,
  textOf,
  unixTime,
  valueAt,
} from '@conduit/core'
import type { Mapping } from './mapping.ts'
import { rows } from './rows.ts'
import type { Settings } from './settings.ts'
import { signedId } from './verify-signature.ts'

/** A number below this is in seconds: as milliseconds it would lie in March 1973. */
const firstMilliseconds = 1e11

/**
 * Reads the body by the operator's mapping. A signed delivery is known by its `webhook-id`, which a
 * retry repeats; an unsigned one by the id that the mapping names, else by its body.
 */
export function parseEvent(delivery: Delivery, { settings }: Integration<Settings>): Parsed {
  const { mapping } = settings
  const { payload } = delivery
  const isOne = mapping.root === ''
  const items = isOne ? [payload] : listAt(payload, mapping.root)
  const messageId = signedId(delivery, settings)
  const { readEvent, checkRequired } = readerOf(settings)
  const events = items.map((data, index): PlatformEvent => {
    const path = isOne ? '' : `${mapping.root}/${index}`
    const own = mapping.id === null ? null : textOf(valueAt(data, mapping.id))
    const id = messageId === null ? own : null
    const event = readEvent(data, path, isOne ? (messageId ?? id) : id)
    checkRequired(event)
    return messageId === null && id === null
      ? { ...event, keys: [`${delivery.digest}#${index}`] }
      : event
  })
  const ownId = isOne ? (events[0]?.id ?? null) : null
  return { deliveryId: messageId ?? ownId, events }
}

function listAt(payload: unknown, root: string): readonly unknown[] {
  const list = valueAt(payload, root)
  return Array.isArray(list)
    ? list
    : refuse('invalid', 'value_missing', { detail: 'expected the list of events', pointer: root })
}

/** How events are read by the settings of one integration. */
interface Reader {
  readonly readEvent: ReturnType<typeof eventReader>
  readonly checkRequired: ReturnType<typeof requiredCheck>
}

const readers = new WeakMap<Settings, Reader>()

/** Made once for settings: they are one object as long as they are in use. */
function readerOf(settings: Settings): Reader {
  const known = readers.get(settings)
  if (known !== undefined) return known
  const made = { readEvent: eventReader(settings.mapping), checkRequired: requiredCheck(settings) }
  readers.set(settings, made)
  return made
}

/** Reads events by the mapping. Of consent the mapping says no more than that it is given or not. */
function eventReader(mapping: Mapping) {
  const { occurredAt, types, fallbackMeaning } = mapping
  const own = Object.entries(types).map(([type, meaning]) => ({ type, meaning }))
  const meaningOf = meanings([...own, { type: '*', meaning: fallbackMeaning }])
  return (data: unknown, path: string, id: string | null): PlatformEvent => {
    const type = valueAt(data, mapping.type)
    if (typeof type !== 'string' || type === '') {
      refuse('invalid', 'value_missing', {
        detail: 'expected the type of the event, a text',
        pointer: path + mapping.type,
      })
    }
    const meaning = meaningOf(type)
    return {
      id,
      type,
      meaning,
      occurredAt: occurredAt === null ? null : occurrence(valueAt(data, occurredAt)),
      path,
      data,
      consents: marketingConsent(meaning, 'any'),
    }
  }
}

/** ISO 8601 with its offset, or Unix time; null if unreadable. */
function occurrence(value: unknown): Date | null {
  if (typeof value !== 'number') return isoTime(value)
  return unixTime(value, value < firstMilliseconds ? 'seconds' : 'milliseconds')
}

/** A required field must have a value: not null, empty, true or false. In a list or an object one is enough. */
function requiredCheck(settings: Settings): (event: PlatformEvent) => void {
  const { fields } = settings.mapping
  if (!fields.some(field => field.required)) return () => undefined
  const compiled = compileRows([], rows(settings))
  return event => {
    const found = new Set(pick(compiled, event).map(({ row }) => row.path))
    for (const { required, pointer } of fields) {
      if (!required || found.has(pointer)) continue
      refuse('invalid', 'value_missing', {
        detail: 'a required field has no value',
        pointer: event.path + pointer,
      })
    }
  }
}
