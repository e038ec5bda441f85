import type { PrivacyMeaning } from '@conduit/privacy'
import type { JsonObject } from './delivery.ts'
import type { Token } from './platform/platform.ts'
import type { ActivityRecord, DeliveryRecord, FieldRecord, PersonRecord } from './store.ts'

/** The part of the store that `runFetch` works on. */
export interface FetchStore {
  /** Takes or prolongs the lease of a connection; false: another holder has it. */
  acquire(connection: ConnectionRef, holder: string, until: Date): Promise<boolean>
  release(connection: ConnectionRef, holder: string): Promise<void>
  /** All that waits to be read for a connection, oldest first. */
  waiting(connection: ConnectionRef): Promise<Waiting>
  /** Ends waiting rows and catch-ups, by their ids, and deletes their refs. */
  settle(
    connection: ConnectionRef,
    ids: readonly string[],
    state: 'done' | 'skipped' | 'failed',
  ): Promise<void>
  /** Records one `Fetched` in one transaction, its state included. */
  recordFetched(input: FetchedRecord): Promise<{ readonly recorded: number }>
  /** Keeps how a run ended, for operators. */
  report(connection: ConnectionRef, report: FetchReport): Promise<void>
  token(connection: ConnectionRef): Promise<Token | null>
  saveToken(connection: ConnectionRef, token: Token | null): Promise<void>
  saveState(connection: ConnectionRef, state: JsonObject): Promise<void>
}

/** Names a connection. */
export interface ConnectionRef {
  readonly controllerId: string
  readonly connectionId: string
}

/** What waits to be read for one connection. */
export interface Waiting {
  readonly rows: readonly WaitingRow[]
  /** Ids of the deliveries that only said "something changed". */
  readonly catchUps: readonly string[]
  /** The state as it is now; the cached connection may be older. */
  readonly state: JsonObject
}

/** One activity that waits for what is to be read. */
export interface WaitingRow {
  readonly activityId: string
  readonly key: Uint8Array
  readonly ref: Uint8Array
  readonly event: Pick<
    ActivityRecord,
    'type' | 'meaning' | 'scope' | 'account' | 'occurredAt' | 'path'
  >
}

/** One piece of fetched data on its way into the database. */
export interface FetchedRecord {
  /** Delivery row of the run, made when the first new activity comes. */
  readonly delivery: Omit<
    DeliveryRecord,
    'activities' | 'keys' | 'ignored' | 'catchUp' | 'quarantine'
  >
  /** Waiting activities that are complete now: each gets these fields and people, once. */
  readonly completes: readonly Completion[]
  readonly activities: readonly ActivityRecord[]
  readonly state: JsonObject | null
}

/** What a fetch adds to one waiting activity. */
export interface Completion {
  readonly activityId: string
  readonly meaning: PrivacyMeaning
  readonly occurredAt: Date | null
  readonly fields: readonly FieldRecord[]
  readonly people: readonly PersonRecord[]
}

/** How a fetch run ended. */
export interface FetchReport {
  readonly at: Date
  readonly outcome: FetchOutcome
  readonly events: number
  readonly rejected: number
  readonly retryAfterSeconds: number | null
}

/** `partial`: some items were unreadable, the rest was recorded. */
export type FetchOutcome =
  | 'ok'
  | 'partial'
  | 'rate_limited'
  | 'upstream_error'
  | 'auth_failed'
  | 'skipped'
