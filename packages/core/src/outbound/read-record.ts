import type { JsonObject, PlatformEvent } from '../contract/event.ts'
import type { Page, Read } from '../contract/reading.ts'
import type { OpenIntegration, Receiver } from '../receiver/create-receiver.ts'
import { isDocumentsFault } from '../receiver/is-documents-fault.ts'
import { keepEvent } from '../receiver/keep.ts'
import { provenEvent } from '../receiver/proven.ts'
import { isRequest } from '../receiver/requests-of.ts'
import { searching, understandEvent } from '../receiver/understand.ts'
import type { Completion, FetchedRecord, WaitingRow } from '../store/queue.ts'
import type { ActivityRecord } from '../store/store.ts'

/** The run that read something. */
export interface ReadOrigin {
  readonly receiver: Receiver
  readonly integration: OpenIntegration
  /** UUIDv7 of the delivery that new events belong to. */
  readonly runId: string
  readonly receivedAt: Date
  /** Place of the first new event in that delivery. */
  readonly position: number
}

/** What was read, pseudonymised, and how many items of it could not be processed. */
export interface ReadRecord {
  readonly record: FetchedRecord
  readonly rejected: number
}

/**
 * What reading one document brought: its event completes the rows that waited for it, the others are
 * new. Events that cannot be processed are counted and not kept: they can be read again. Such a one
 * completes nothing.
 */
export function readRecord(
  origin: ReadOrigin,
  { event, further = [], rejected = [] }: Read,
  rows: readonly WaitingRow[],
): ReadRecord {
  const read = event == null ? [] : keptOf(origin, [event])
  const activities = keptOf(origin, further)
  const wanted = (event == null ? 0 : 1) + further.length
  const failed = wanted - read.length - activities.length
  const isGone = event === null
  const completes = isGone || read.length > 0 ? completionsOf(rows, read[0] ?? null) : []
  return recordOf(origin, completes, activities, rejected.length + failed, null)
}

/** What one page of a poll brought: all of it is new. */
export function pageRecord(origin: ReadOrigin, { events, rejected = [], state }: Page): ReadRecord {
  const activities = keptOf(origin, events)
  const failed = events.length - activities.length
  const kept = (state as JsonObject | undefined) ?? null
  return recordOf(origin, [], activities, rejected.length + failed, kept)
}

function recordOf(
  { receiver, integration, runId, receivedAt }: ReadOrigin,
  completes: readonly Completion[],
  activities: readonly ActivityRecord[],
  rejected: number,
  state: JsonObject | null,
): ReadRecord {
  const { controller, id } = integration.stored
  const delivery = {
    id: runId,
    controller,
    integrationId: id,
    adapter: receiver.adapter.name,
    platformDeliveryId: null,
    receivedAt,
    verification: 'fetched' as const,
    rejected,
  }
  return { record: { delivery, completes, activities, state }, rejected }
}

function keptOf(
  { receiver, integration, receivedAt, position }: ReadOrigin,
  events: readonly PlatformEvent[],
): readonly ActivityRecord[] {
  const search = searching(integration)
  return events.flatMap((event, index) => {
    try {
      const understood = understandEvent(receiver, integration, event, position + index, search)
      const proven = provenEvent(event, 'fetched', receivedAt)
      return [keepEvent(receiver, integration, understood, proven, null)]
    } catch (error) {
      if (!isDocumentsFault(error)) receiver.onFailure({ step: 'extract', error })
      return []
    }
  })
}

/**
 * A changed meaning belongs to the newest notification, and so does what was said of consent and what
 * is asked: it was said once. The older ones keep their own meaning. A notification that asked something
 * itself was heard already, or was not proven, which what was read of the person does not mend.
 */
function completionsOf(
  rows: readonly WaitingRow[],
  read: ActivityRecord | null,
): readonly Completion[] {
  const people = read?.people ?? []
  const silent = people.map(person => ({ ...person, consents: [] }))
  return rows.map(({ activityId, event }, index) => {
    const isNewest = index === rows.length - 1
    return {
      activityId,
      meaning: isNewest && read !== null ? read.meaning : event.meaning,
      occurredAt: event.occurredAt ?? read?.occurredAt ?? null,
      fields: read?.fields ?? [],
      people: isNewest ? people : silent,
      requests: isNewest && read !== null && !isRequest(event.meaning) ? read.requests : [],
    }
  })
}
