import type { Store } from '@conduit/core'
import type { AdministrationContext } from './administration/context.ts'
import type { Database } from './client.ts'
import { createConnections } from './connections.ts'
import { createFetches } from './fetches.ts'
import { createRecorder } from './record/recorder.ts'
import type { RecordContext } from './record/write.ts'

/** The pipeline's store on a database, and what administers it. */
export interface DatabaseStore {
  readonly store: Store
  /** For the functions that change keys, controllers and connections. */
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
  const { keyring, now } = context
  const recorder = createRecorder(database, context)
  const { forgetAll, forgetConnection, ...lookups } = createConnections(database, keyring, now)
  return {
    store: {
      ...lookups,
      record: recorder.record,
      fetches: createFetches(database, context, forgetConnection),
    },
    administration: { database, keyring, now, onChange: forgetAll },
    close: recorder.close,
  }
}
