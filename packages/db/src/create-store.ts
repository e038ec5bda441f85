import type { Store } from '@conduit/core/host'
import type { AdministrationContext } from './database/administration-context.ts'
import type { Database } from './database/database.ts'
import type { RecordContext } from './deliveries/record-context.ts'
import { createRecorder } from './deliveries/recorder.ts'
import { seenDeliveries } from './deliveries/seen-deliveries.ts'
import { createSessions } from './integrations/sessions.ts'
import { createLookups } from './lookups/lookups.ts'
import { createQueue } from './queue/queue.ts'

/** The receivers' store on a database, and what administers it. */
export interface DatabaseStore {
  readonly store: Store
  /** For the functions that change keys, controllers and integrations. */
  readonly administration: AdministrationContext
  /** Finishes what was accepted; the database stays open. */
  close(): Promise<void>
}

/**
 * Makes the store of a migrated database.
 *
 * @param context `onWaiting` makes the job that will read what waits, in the same transaction
 * @example
 * const database = await openDatabase({ url: process.env.DATABASE_URL })
 * await migrate(database)
 * const { store, close } = createStore(database, { keyring, now: () => new Date(), onWaiting })
 */
export function createStore(database: Database, context: RecordContext): DatabaseStore {
  const { keyring, now, elapsed = () => performance.now() } = context
  const recorder = createRecorder(database, context)
  const { forgetAll, forgetIntegration, ...lookups } = createLookups(database, {
    keyring,
    now,
    elapsed,
  })
  return {
    store: {
      ...lookups,
      seen: (controllerId, keys) => seenDeliveries(database, controllerId, keys),
      record: recorder.record,
      queue: createQueue(database, context, forgetIntegration),
      sessions: createSessions(database, context, forgetIntegration),
    },
    administration: { database, keyring, now, onChange: forgetAll },
    close: recorder.close,
  }
}
