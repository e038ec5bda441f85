import { sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import type { ErasureEntry, ErasureLedger } from './erasure-ledger.ts'

/**
 * Writes down in the ledger that something is erased: last in its transaction, so that nothing but the commit
 * can fail after it. Servers that share the database may share the ledger: an entry names the one before it,
 * so one writes after the other has committed.
 *
 * @param ledger undefined: there is none
 */
export async function writeDown(
  executor: Executor,
  ledger: ErasureLedger | undefined,
  entry: ErasureEntry,
): Promise<void> {
  if (ledger === undefined) return
  await executor.execute(sql`select pg_advisory_xact_lock(hashtext('conduit erasure ledger'), 0)`)
  await ledger.append(entry)
}
