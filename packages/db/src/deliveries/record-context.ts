import type { IntegrationRef, QuarantineQuota } from '@conduit/core/host'
import type { Keyring } from '@conduit/privacy'
import type { Executor } from '../database/database.ts'

/** What recording needs beside the database. */
export interface RecordContext {
  readonly keyring: Keyring
  readonly now: () => Date
  /** Milliseconds by a clock that is never set, for what is remembered; default: the process's own. */
  readonly elapsed?: () => number
  /** How much of an integration is kept in quarantine; default: 10,000 deliveries and 256 MiB. */
  readonly quarantineQuota?: QuarantineQuota
  /**
   * Awaited inside the transaction whenever something new waits to be read, so that the job which
   * reads it exists if and only if the rows do.
   */
  readonly onWaiting: (executor: Executor, integrations: readonly IntegrationRef[]) => Promise<void>
}
