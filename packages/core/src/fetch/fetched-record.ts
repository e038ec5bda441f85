import type { Fetched } from '../adapter.ts'
import type { JsonObject, PlatformEvent } from '../delivery.ts'
import type { Completion, FetchedRecord, WaitingRow } from '../fetch-store.ts'
import type { Receiver } from '../pipeline/receiver.ts'
import { toActivity } from '../pipeline/to-activity.ts'
import type { ActivityRecord, StoredConnection } from '../store.ts'

/** The run that read a piece. */
export interface FetchOrigin {
  /** UUIDv7 of the delivery that new events belong to. */
  readonly runId: string
  readonly receivedAt: Date
  /** Place of the piece's first new event in that delivery. */
  readonly position: number
}

/**
 * One piece of what an adapter read, pseudonymised. Its first event completes the waiting rows, if
 * it answers any; the others are new. Events our code fails on are counted and not kept: they can
 * be read again.
 */
export function fetchedRecord(
  receiver: Receiver,
  connection: StoredConnection,
  piece: Fetched,
  rows: readonly WaitingRow[],
  origin: FetchOrigin,
): { readonly record: FetchedRecord; readonly rejected: number } {
  const read = piece.events.map((event, index) =>
    activityOrNull(receiver, connection, event, origin.position + index),
  )
  const rejected = (piece.rejected?.length ?? 0) + read.filter(activity => activity === null).length
  const completing = piece.for === undefined ? null : (read.shift() ?? null)
  const activities = read.filter(activity => activity !== null)
  return {
    record: {
      delivery: {
        id: origin.runId,
        controller: connection.controller,
        connectionId: connection.id,
        adapter: receiver.adapter.name,
        platformDeliveryId: null,
        receivedAt: origin.receivedAt,
        verification: 'fetched',
        rejected,
      },
      completes: rows.map((row, index) => completion(row, completing, index === rows.length - 1)),
      activities,
      state: (piece.state as JsonObject | undefined) ?? null,
    },
    rejected,
  }
}

function activityOrNull(
  receiver: Receiver,
  connection: StoredConnection,
  event: PlatformEvent,
  position: number,
): ActivityRecord | null {
  try {
    return toActivity(receiver, connection, event, { deliveryId: null, position })
  } catch (error) {
    receiver.onFailure?.({ step: 'extract', error })
    return null
  }
}

/** A changed meaning belongs to the newest notification; the older ones keep their own. */
function completion(row: WaitingRow, read: ActivityRecord | null, isNewest: boolean): Completion {
  const own = row.event
  return {
    activityId: row.activityId,
    meaning: isNewest && read !== null ? read.meaning : own.meaning,
    occurredAt: own.occurredAt ?? read?.occurredAt ?? null,
    fields: read?.fields ?? [],
    people: read?.people ?? [],
  }
}
