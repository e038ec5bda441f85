import { eventHashes } from '@conduit/core/host'
import type { Observed, ObservedActivity } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'

type ExpectedEvent = NonNullable<Recording['expect']['events']>[number]

/** How the recorded activities differ from the expected events, in order. */
export function eventDifferences({ expect }: Recording, observed: Observed): readonly string[] {
  const wanted = expect.events ?? []
  const { activities } = observed
  const differences = wanted.flatMap((event, index) => {
    const activity = activities[index]
    const where = `event ${index} (${event.type})`
    if (activity === undefined) return [`${where}: nothing was recorded`]
    return oneEvent(event, activity, observed).map(line => `${where}: ${line}`)
  })
  // A recording that says nothing of events leaves them open; one that is refused has none.
  const isOpen = expect.events === undefined && expect.status < 400
  const more = activities
    .slice(isOpen ? activities.length : wanted.length)
    .map(({ type, meaning }) => `an event too many: ${type} (${meaning})`)
  return [
    ...differences,
    ...more,
    ...unstated(activities),
    ...deliveryIdDifferences(expect, observed),
    ...countDifferences(expect, observed),
  ]
}

/** What is recorded of a choice is what its person said, not what the event means. */
function unstated(activities: readonly ObservedActivity[]): readonly string[] {
  return activities
    .filter(({ meaning }) => meaning.startsWith('consent.'))
    .filter(({ people }) => people.length > 0 && people.every(each => each.consents.length === 0))
    .map(({ type, meaning }) => `${type}: it means ${meaning}, but its consents say nothing`)
}

function oneEvent(
  event: ExpectedEvent,
  activity: ObservedActivity,
  { server }: Observed,
): readonly string[] {
  const lines: string[] = []
  const differ = (what: string, actual: unknown, wanted: unknown) => {
    if (actual !== wanted)
      lines.push(`${what} ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`)
  }
  differ('type', activity.type, event.type)
  differ('meaning', activity.meaning, event.meaning)
  if (event.occurredAt !== undefined) {
    differ('occurredAt', instant(activity.occurredAt), instant(event.occurredAt))
  }
  if (event.id === null && activity.eventHash !== null) lines.push('an id where none is expected')
  if (typeof event.id === 'string' && !hasId(activity, event.id, server)) {
    lines.push(`its id is not ${JSON.stringify(event.id)} (compared by keyed hash)`)
  }
  for (const [name, value] of Object.entries(event.tenant ?? {})) {
    if (name === 'did') {
      const of = server.installation.integrations.find(({ recordedDid }) => recordedDid === value)
      if (of?.id !== activity.integrationId) lines.push(`not recorded for the controller ${value}`)
    } else differ('account', activity.account, String(value))
  }
  return lines
}

function hasId(activity: ObservedActivity, id: string, { receiver }: Observed['server']): boolean {
  const { eventHash, controller } = activity
  return eventHash !== null && eventHashes(receiver.keyring, controller, id).includes(eventHash)
}

function deliveryIdDifferences(
  { deliveryId }: Recording['expect'],
  { adapterCalls, deliveries }: Observed,
): readonly string[] {
  if (deliveryId === undefined) return []
  const ids = [
    ...adapterCalls.parsed.map(({ parsed }) => parsed.deliveryId),
    ...deliveries
      .filter(({ verification }) => verification !== 'fetched')
      .map(({ platformDeliveryId }) => platformDeliveryId),
  ]
  const wrong = ids.filter(id => id !== deliveryId)
  if (deliveryId !== null && ids.length === 0)
    return [`deliveryId: none instead of "${deliveryId}"`]
  return wrong.length === 0
    ? []
    : [`deliveryId: ${JSON.stringify(wrong[0])} instead of ${JSON.stringify(deliveryId)}`]
}

function countDifferences(
  { ignoredEvents, rejected, status }: Recording['expect'],
  { ignored, rejected: counted, deliveries, adapterCalls }: Observed,
): readonly string[] {
  const lines: string[] = []
  const wanted = ignoredEvents?.length ?? 0
  if (ignored !== wanted) lines.push(`${ignored} events were ignored instead of ${wanted}`)
  const types = adapterCalls.parsed.flatMap(({ parsed }) => parsed.events.map(({ type }) => type))
  for (const { type } of ignoredEvents ?? []) {
    if (!types.includes(type)) lines.push(`no event ${type} was seen, which was to be ignored`)
  }
  const wantedRejected = Array.isArray(rejected) ? rejected.length : (rejected ?? 0)
  if (counted !== wantedRejected && status < 400) {
    const why = new Set(deliveries.flatMap(({ quarantine }) => quarantine?.reason ?? []))
    const reasons = why.size === 0 ? '' : ` (${[...why].join('; ')})`
    lines.push(`${counted} items were rejected instead of ${wantedRejected}${reasons}`)
  }
  if (status >= 400 && deliveries.some(({ activities }) => activities.length > 0)) {
    lines.push('something was recorded of a delivery that had to be refused')
  }
  return lines
}

function instant(time: Date | string | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
