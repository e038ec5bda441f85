import type { IntegrationAdapter, Samples } from '@conduit/core'
import type { Play } from '@conduit/recordings/player'
import type { RecordedCall } from './recorded-call.ts'
import type { RecordedDelivery } from './recorded-delivery.ts'

/** A recorded call that was answered as a handshake. */
export interface Handshake extends RecordedCall {
  readonly file: string
  readonly play: Play
}

/** All that a check may use. */
export interface SuiteContext {
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
  readonly plays: readonly Play[]
  /** Deliveries that can be sent again with other bytes: all of them, and one of each kind. */
  readonly deliveries: readonly RecordedDelivery[]
  readonly oneOfEachKind: readonly RecordedDelivery[]
  /** The same among those that the platform signs and `samples.sign` signs anew. */
  readonly signed: readonly RecordedDelivery[]
  readonly handshakes: readonly Handshake[]
}

/** One test of the suite. */
export interface Check {
  /** `group: what holds`; unique. */
  readonly name: string
  /** What an author whose adapter fails it should do. */
  readonly hint: string
  /** Why it has nothing to look at for this adapter; null: it has. */
  skip?(context: SuiteContext): string | null
  /** Throws an assertion error if the adapter does not hold it. */
  run(context: SuiteContext): Promise<void> | void
}
