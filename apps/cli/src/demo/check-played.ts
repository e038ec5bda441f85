import type { Recording } from '@conduit/testing'
import type { Activity, ActivityField } from '../api/evidence.ts'
import type { Played, PlayedGroup } from './played.ts'

type ExpectedEvent = NonNullable<Recording['expect']['events']>[number]
type ExpectedField = NonNullable<Recording['expect']['pii']>[number]

/** In what the server's account of a recording differs from what the recording expects; people apart. */
export function differencesOf(played: Played, group: PlayedGroup): readonly string[] {
  const { recording, reply, expectedStatus } = played
  if (reply.status !== expectedStatus) {
    return [`status ${reply.status} instead of ${expectedStatus}`]
  }
  // Refused as it must be: nothing of it may have been recorded.
  if (expectedStatus >= 400) {
    const recorded = played.deliveries.filter(({ outcome }) => outcome !== 'quarantined')
    return recorded.length === 0 ? [] : ['refused, and recorded all the same']
  }
  if (played.deliveries.some(({ outcome }) => outcome === 'quarantined')) {
    return ['it was quarantined: our code failed on it']
  }
  const { events = [], pii = [] } = recording.expect
  const own = played.deliveries.flatMap(delivery => group.activitiesOf.get(delivery) ?? [])
  const read = group.fetched.flatMap(delivery => group.activitiesOf.get(delivery) ?? [])
  // A repetition of what another recording said is not recorded again, but it is known.
  const known = [...own, ...read, ...group.activities]
  return [
    ...bodyDifferences(recording, reply.body),
    ...(own.length > events.length
      ? [`${own.length} events were recorded instead of ${events.length}`]
      : []),
    ...eventDifferences(events, known),
    ...pii
      .filter(field => !known.some(({ fields }) => fields.some(found => isField(found, field))))
      .map(({ path, category }) => `personal data not found: ${category} at ${path}`),
    ...own
      .filter(({ fetch }) => fetch === 'failed')
      .map(each => `${each.eventType} was not read at the platform`),
  ]
}

function bodyDifferences({ expect, poll }: Recording, body: string): readonly string[] {
  const exact = expect.responseBodyCompare !== 'xml-equivalent'
  if (expect.responseBody !== undefined && exact && body !== expect.responseBody) {
    return ['the reply has another body']
  }
  if (poll === undefined) return []
  const { outcome, retryAfterSeconds } = reportOf(body)
  return [
    ...(expect.outcome !== undefined && outcome !== expect.outcome
      ? [`outcome ${outcome} instead of ${expect.outcome}`]
      : []),
    ...(expect.retryAfterSeconds !== undefined && retryAfterSeconds !== expect.retryAfterSeconds
      ? [`retry after ${retryAfterSeconds} s instead of ${expect.retryAfterSeconds} s`]
      : []),
  ]
}

function reportOf(body: string): { outcome?: unknown; retryAfterSeconds?: unknown } {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}

/** Each expected event must be there, equal ones as often as they are expected. */
function eventDifferences(
  events: readonly ExpectedEvent[],
  known: readonly Activity[],
): readonly string[] {
  const left = new Map(known.map(activity => [activity.id, activity]))
  return events.flatMap(event => {
    const found = [...left.values()].find(activity => isEvent(activity, event))
    if (found !== undefined) left.delete(found.id)
    return found === undefined ? [`event not found: ${event.type} (${event.meaning})`] : []
  })
}

function isEvent(activity: Activity, event: ExpectedEvent): boolean {
  const { occurredAt } = event
  const sameTime =
    occurredAt === undefined ||
    (occurredAt === null
      ? activity.occurredAt === null
      : activity.occurredAt !== null && Date.parse(activity.occurredAt) === Date.parse(occurredAt))
  return activity.eventType === event.type && activity.meaning === event.meaning && sameTime
}

function isField(found: ActivityField, expected: ExpectedField): boolean {
  const isFetched = expected.in !== undefined && expected.in !== 'request.body'
  if (found.category !== expected.category) return false
  return (found.source === 'FETCHED') === isFetched && isSamePath(found.path, expected.path)
}

/** A `*` on either side stands for any one token. */
function isSamePath(a: string, b: string): boolean {
  const [left, right] = [a.split('/'), b.split('/')]
  return (
    left.length === right.length &&
    left.every((token, index) => token === '*' || right[index] === '*' || token === right[index])
  )
}
