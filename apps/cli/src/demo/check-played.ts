import { expectedFields, type Recording, replyDifferences, samePlace } from '@conduit/recordings'
import type { Activity, ActivityField } from '../api/evidence.ts'
import type { Played } from './played.ts'

type ExpectedEvent = NonNullable<Recording['expect']['events']>[number]
type ExpectedField = ReturnType<typeof expectedFields>[number]

/** In what the server's account of a recording differs from what the recording expects; people apart. */
export function differencesOf(played: Played): readonly string[] {
  const { recording, reply, expectedStatus, deliveries, activities } = played
  if (reply.status !== expectedStatus) {
    return [`status ${reply.status} instead of ${expectedStatus}`]
  }
  // Refused as it must be: nothing of it may have been recorded.
  if (expectedStatus >= 400) {
    const recorded = deliveries.filter(({ outcome }) => outcome !== 'quarantined')
    return recorded.length === 0 ? [] : ['refused, and recorded all the same']
  }
  if (deliveries.some(({ outcome }) => outcome === 'quarantined')) {
    return ['it was quarantined: our code failed on it']
  }
  const { events = [] } = recording.expect
  return [
    ...replyDifferences(recording, repliedBy(played)),
    ...deliveryDifferences(played),
    ...(activities.length > events.length
      ? [`${activities.length} events were recorded instead of ${events.length}`]
      : []),
    ...eventDifferences(events, played),
    ...fieldDifferences(played),
    ...activities
      .filter(({ fetch }) => fetch === 'failed')
      .map(each => `${each.eventType} was not read at the platform`),
    ...played.differences,
  ]
}

function repliedBy({ reply, state }: Played): Parameters<typeof replyDifferences>[1] {
  const code = isDuplicate(reply.body) ? 'duplicate' : 'recorded'
  return { reply: { ...reply, observation: { code, reason: null } }, reports: [], state }
}

/** Our own reply says whether all was known. */
function isDuplicate(body: string): boolean {
  try {
    return JSON.parse(body).data?.duplicate === true
  } catch {
    return false
  }
}

/** How the rows differ of what was sent; a repetition of another recording leaves none. */
function deliveryDifferences({ recording, deliveries }: Played): readonly string[] {
  const { deliveryId, ignoredEvents = [], rejected = 0 } = recording.expect
  const sent = deliveries.filter(({ verification }) => verification !== 'fetched')
  const wanted = Array.isArray(rejected) ? rejected.length : rejected
  const count = (key: 'ignored' | 'rejected') =>
    deliveries.reduce((sum, delivery) => sum + delivery[key], 0)
  const isOtherId = (id: string | null) => deliveryId !== undefined && id !== deliveryId
  return [
    ...(sent.some(each => isOtherId(each.platformDeliveryId)) ? ['another delivery id'] : []),
    ...(sent.length > 0 && count('ignored') !== ignoredEvents.length
      ? [`${count('ignored')} events were ignored instead of ${ignoredEvents.length}`]
      : []),
    ...(deliveries.length > 0 && count('rejected') !== wanted
      ? [`${count('rejected')} items were rejected instead of ${wanted}`]
      : []),
  ]
}

/**
 * Each expected event must be there, equal ones as often as they are expected. What another
 * recording said before is not recorded again, but it is known.
 */
function eventDifferences(
  events: readonly ExpectedEvent[],
  { activities, known }: Played,
): readonly string[] {
  const left = new Map([...activities, ...known].map(activity => [activity.id, activity]))
  return events.flatMap(event => {
    const found = [...left.values()].find(activity => isEvent(activity, event))
    if (found !== undefined) left.delete(found.id)
    return found === undefined ? [`event not found: ${event.type} (${event.meaning})`] : []
  })
}

function isEvent(activity: Activity, event: ExpectedEvent): boolean {
  const { occurredAt, tenant: { did: _ofRecording, ...account } = {} } = event
  const sameTime =
    occurredAt === undefined ||
    (occurredAt === null
      ? activity.occurredAt === null
      : activity.occurredAt !== null && Date.parse(activity.occurredAt) === Date.parse(occurredAt))
  const sameAccount = Object.values(account).every(value => activity.account === String(value))
  const { eventType, meaning } = activity
  return eventType === event.type && meaning === event.meaning && sameTime && sameAccount
}

function fieldDifferences({ recording, activities, known }: Played): readonly string[] {
  const found = [...activities, ...known].flatMap(({ fields }) => fields)
  return expectedFields(recording)
    .filter(field => !found.some(each => isField(each, field)))
    .map(({ path, category }) => `personal data not found: ${category} at ${path}`)
}

function isField(found: ActivityField, expected: ExpectedField): boolean {
  const isFetched = expected.in !== undefined && expected.in !== 'request.body'
  if (found.category !== expected.category) return false
  return (found.source === 'FETCHED') === isFetched && samePlace(expected.path, found.path)
}
