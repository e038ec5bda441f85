import type { JsonObject, PlatformEvent, Rejection } from './event.ts'

/** Something to read at the platform: as `parseEvent` asked for it, and the event it belongs to. */
export interface Want {
  readonly ref: JsonObject
  readonly event: Omit<PlatformEvent, 'data' | 'wants' | 'id' | 'keys' | 'consents'>
}

/**
 * What reading one document brought; mostly made by `completed()`. Recorded in one transaction.
 */
export interface Read {
  /**
   * What the document says: it completes the event that wanted it (meaning, time, people, fields).
   * Null: there is nothing any more. Absent: it could not be read, and is given up.
   */
  readonly event?: PlatformEvent | null
  /** Further events that the document tells of: new ones. */
  readonly further?: readonly PlatformEvent[]
  /** What of it could not be read. */
  readonly rejected?: readonly Rejection[]
}

/** One page of a poll. Recorded in one transaction, `state` included: data before cursor. */
export interface Page<State = object> {
  readonly events: readonly PlatformEvent[]
  readonly rejected?: readonly Rejection[]
  readonly state?: State
}
