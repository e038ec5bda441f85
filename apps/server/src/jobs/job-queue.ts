import type { IntegrationRef } from '@conduit/core/host'
import type { Executor } from '@conduit/db'
import type { ExportJob } from '../exports/collect-export.ts'
import type { RedactionJob } from '../redactions/advance-redaction.ts'

/** Work that is done after the answer. */
export interface JobQueue {
  /**
   * Asks for an integration to be read, inside the transaction that recorded what waits for it. While
   * one such job waits a second is not made; while one runs it is.
   */
  readonly enqueueFetches: (
    executor: Executor,
    integrations: readonly IntegrationRef[],
  ) => Promise<void>
  /** Asks for a copy to be collected, inside the transaction that begins it. */
  readonly enqueueExport: (executor: Executor, copy: ExportJob) => Promise<void>
  /** Asks for integrations' platforms to be told what is due, in the same way. */
  readonly enqueueTellings: JobQueue['enqueueFetches']
  /** Asks for a redaction to be gone on with, inside the transaction that made something due. */
  readonly enqueueRedaction: (executor: Executor, redaction: RedactionJob) => Promise<void>
  /** Asks for what other master keys seal to be sealed anew, inside the transaction that notes it. */
  readonly enqueueRotation: (executor: Executor) => Promise<void>
  /** Jobs that wait or run, by queue. */
  readonly depths: () => Promise<ReadonlyMap<string, number>>
  /** Makes the tables of the queue and starts to work on what it is asked for from now on. */
  readonly start: () => Promise<void>
  /** Looks for what waits and nobody has asked for; to be called once all others ask. */
  readonly lookForWork: () => Promise<void>
  /** Takes no new job, finishes the one that runs. */
  readonly stop: () => Promise<void>
}
