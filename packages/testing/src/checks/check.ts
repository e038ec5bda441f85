import type { IntegrationAdapter, Samples } from '@conduit/core'
import type { Comparison } from '../compare/compare-people.ts'
import type { Observed } from '../play/observed.ts'
import type { Recording } from '../recording/recording.ts'
import type { RecordedCall } from './recorded-call.ts'
import type { Specimen } from './specimen.ts'

/** A recording of the adapter, played once. */
export interface Play {
  readonly file: string
  /** Null: the file cannot be read, or names a predecessor that is not there. */
  readonly recording: Recording | null
  /** Null: it could not be played; `comparison` says why. */
  readonly observed: Observed | null
  readonly comparison: Comparison
}

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
  readonly deliveries: readonly Specimen[]
  readonly specimens: readonly Specimen[]
  /** The same among those that the platform signs and `samples.sign` signs anew. */
  readonly signed: readonly Specimen[]
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
