import type { Database, Executor } from '@conduit/db'
import { sql } from 'drizzle-orm'

/** What a test does to tables beside the functions that change them, as if it had its audit entry. */
export async function asAct<Result>(
  database: Database,
  work: (executor: Executor) => Promise<Result>,
): Promise<Result> {
  return await database.transaction(async executor => {
    await noteAct(executor)
    return await work(executor)
  })
}

/** The same inside a transaction. */
export async function noteAct(executor: Executor): Promise<void> {
  await executor.execute(
    sql`select set_config('conduit.audited', pg_current_xact_id()::text, true)`,
  )
}
