import type { MemoryIntegration, QuarantineQuota, RecordedConsent, Store } from '@conduit/core/host'
import type { KeyedHash, PiiCategory, PrivacyMeaning } from '@conduit/privacy'

/** An integration that a store under test must have, of a controller of its own. */
export type WantedIntegration = Required<
  Pick<MemoryIntegration, 'adapter' | 'settings' | 'did' | 'dxKey' | 'accounts' | 'claims'>
>

/** The same with the ids that the store gave it. */
export interface TestIntegration extends WantedIntegration {
  readonly id: string
  readonly controllerId: string
}

/** What an observer beside the store's own port sees of an activity. */
export interface ProbedActivity {
  readonly id: string
  readonly deliveryId: string
  readonly meaning: PrivacyMeaning
  readonly occurredAt: Date | null
  readonly fields: readonly {
    readonly path: string
    readonly category: PiiCategory
    readonly source: 'request' | 'fetched'
  }[]
  /** Ids of its data subjects, each once. */
  readonly subjects: readonly string[]
  readonly fetch: 'waiting' | 'done' | 'skipped' | 'failed' | null
}

/** What an observer sees of a delivery. */
export interface ProbedDelivery {
  readonly id: string
  /** Activities that are kept of it. */
  readonly activities: number
  readonly ignored: number
  readonly rejected: number
  /** Something of it is in quarantine. */
  readonly isQuarantined: boolean
}

/** What an observer sees of what somebody said of consent. */
export interface ProbedConsent
  extends Pick<
    RecordedConsent,
    | 'activityId'
    | 'channel'
    | 'purpose'
    | 'state'
    | 'saidAt'
    | 'isTimeSigned'
    | 'verification'
    | 'legalBasis'
    | 'givenThrough'
  > {
  readonly subject: string
  /** Null: no platform said it. */
  readonly integrationId: string | null
}

/** What an observer sees of a suppressed identifier. */
export interface ProbedSuppression {
  readonly hits: number
  /** A proven event says that its person came back. */
  readonly isToReview: boolean
}

/** A store, and a way to look behind it. */
export interface StoreUnderTest {
  readonly store: Store
  /** In the order in which they were wanted. */
  readonly integrations: readonly TestIntegration[]
  /** All activities of a controller, in the order in which they were recorded. */
  activities(controllerId: string): Promise<readonly ProbedActivity[]>
  /** All deliveries of a controller, in the order in which they were recorded. */
  deliveries(controllerId: string): Promise<readonly ProbedDelivery[]>
  /** All that people of a controller said of consent, in the order in which it was recorded. */
  consents(controllerId: string): Promise<readonly ProbedConsent[]>
  /** Ids of what people of a controller ask for. */
  requests(controllerId: string): Promise<readonly string[]>
  /** Suppresses whoever comes with one of these tokens, as of a moment. */
  suppress(controllerId: string, tokens: readonly KeyedHash[], effectiveFrom: Date): Promise<void>
  suppressions(controllerId: string): Promise<readonly ProbedSuppression[]>
  close(): Promise<void>
}

/** Makes an empty store that has these integrations, knows their DIDs and DX Keys, and keeps so much in quarantine. */
export type MakeStoreUnderTest = (
  integrations: readonly WantedIntegration[],
  quarantineQuota: QuarantineQuota,
) => Promise<StoreUnderTest>
