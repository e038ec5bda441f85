import { type Delivery, isoTime, meanings, type Parsed, readableId, valueAt } from '@conduit/core'
import type { Payload } from './endpoint.ts'
import { tables } from './tables.ts'

const meaningOf = meanings(tables.events)

/**
 * One event per delivery. Two webhooks may both tell of one happening, and nothing says that they
 * never share an `event_id`: type and object belong to the identity.
 * @see https://api.surveymonkey.com/v3/docs#webhooks
 */
export function parseEvent({ payload }: Delivery<Payload>): Parsed {
  const { event_type: type, event_id: id, object_id: object } = payload
  const document = documentOf(payload)
  const event = {
    type,
    meaning: meaningOf(type),
    occurredAt: isoTime(payload.event_datetime),
    isTimeSigned: true,
    id,
    keys: [JSON.stringify([id, type, object])],
    path: '',
    data: payload,
  }
  return {
    deliveryId: readableId(id),
    events: [document === null ? event : { ...event, wants: { key: document, ref: { document } } }],
  }
}

/** Where the API keeps the response, by checked ids; null if there is none to be read. */
function documentOf(payload: Payload): string | null {
  const { object_type: kind, object_id: response, resources } = payload
  if (kind !== 'response' || payload.event_type === 'response_deleted') return null
  const [survey, collector] = ['/survey_id', '/collector_id'].map(at => valueAt(resources, at))
  if (!isId(response)) return null
  if (isId(survey)) return `surveys/${survey}/responses/${response}`
  return isId(collector) ? `collectors/${collector}/responses/${response}` : null
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[1-9]\d{0,19}$/.test(value)
}
