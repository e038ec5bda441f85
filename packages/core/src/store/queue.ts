import type { KeyedHash, PrivacyMeaning } from '@conduit/privacy'
import type { JsonObject } from '../contract/event.ts'
import type {
  ActivityRecord,
  DeliveryRecord,
  FieldRecord,
  IntegrationRef,
  PersonRecord,
  RequestRecord,
} from './store.ts'

/** The part of the store that holds what waits to be read at platforms. */
export interface FetchQueue {
  /** All that waits to be read for an integration, oldest first. */
  waiting(integration: IntegrationRef): Promise<Waiting>
  /** Ends waiting rows and catch-ups, by their ids, and deletes their refs. */
  settle(
    integration: IntegrationRef,
    ids: readonly string[],
    state: 'done' | 'skipped' | 'failed',
  ): Promise<void>
  /** Records what was read at once, in one transaction, its state included. */
  recordFetched(input: FetchedRecord): Promise<{ readonly recorded: number }>
  /** Keeps how a run ended, for operators. */
  report(integration: IntegrationRef, report: FetchReport): Promise<void>
  /** How the last run ended; null: there was none. */
  lastReport(integration: IntegrationRef): Promise<FetchReport | null>
}

/** What waits to be read for one integration. */
export interface Waiting {
  readonly rows: readonly WaitingRow[]
  /** Ids of the deliveries that only said "something changed". */
  readonly catchUps: readonly string[]
}

/** One activity that waits for what is to be read. */
export interface WaitingRow {
  readonly activityId: string
  readonly key: KeyedHash
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

/** What a reading adds to one waiting activity. */
export interface Completion {
  readonly activityId: string
  readonly meaning: PrivacyMeaning
  readonly occurredAt: Date | null
  readonly fields: readonly FieldRecord[]
  readonly people: readonly PersonRecord[]
  /** What they ask, if the notification did not say that they do. */
  readonly requests: readonly RequestRecord[]
}

/** How a run that reads ended. */
export interface FetchReport {
  readonly at: Date
  readonly outcome: FetchOutcome
  readonly events: number
  readonly rejected: number
  /** The platform is not to be asked before so long; null: it is not known to mind. */
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
