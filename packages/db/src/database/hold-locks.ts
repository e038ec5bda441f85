import { sql } from 'drizzle-orm'
import type { Executor } from './database.ts'

/**
 * Keeps holds from being placed until the end of the transaction, so that what is read of them stays
 * true as long as it is acted on. Whoever places one waits meanwhile.
 */
export async function keepHolds(executor: Executor, controllerId: string): Promise<void> {
  await executor.execute(
    sql`select pg_advisory_xact_lock_shared(hashtext('conduit holds'), hashtext(${controllerId}))`,
  )
}

/** Waits for all who act on there being no hold, and keeps others from it. */
export async function lockHolds(executor: Executor, controllerId: string): Promise<void> {
  await executor.execute(
    sql`select pg_advisory_xact_lock(hashtext('conduit holds'), hashtext(${controllerId}))`,
  )
}
