import type { MemoryConnection, Store } from '@conduit/core'
import type { PiiCategory, PrivacyMeaning } from '@conduit/privacy'

/** A connection that a store under test must have, of a controller of its own. */
export type WantedConnection = Required<
  Pick<MemoryConnection, 'adapter' | 'settings' | 'did' | 'dxKey' | 'accounts'>
>

/** The same with the ids that the store gave it. */
export interface TestConnection extends WantedConnection {
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

/** A store, and a way to look behind it. */
export interface StoreUnderTest {
  readonly store: Store
  /** In the order in which they were wanted. */
  readonly connections: readonly TestConnection[]
  /** All activities of a controller, in the order in which they were recorded. */
  activities(controllerId: string): Promise<readonly ProbedActivity[]>
  close(): Promise<void>
}

/** Makes an empty store that has these connections and knows their DIDs and DX Keys. */
export type MakeStoreUnderTest = (
  connections: readonly WantedConnection[],
) => Promise<StoreUnderTest>
