import { asc, lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataExports } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

const mostDue = 100

/** Copies of which something is to be collected now, of all controllers; who waits longest first. */
export async function dueExports(database: Database, now: Date): Promise<readonly RowRef[]> {
  return await database.run(executor =>
    executor
      .select({ controllerId: dataExports.controllerId, id: dataExports.id })
      .from(dataExports)
      .where(lte(dataExports.nextRunAt, now))
      .orderBy(asc(dataExports.nextRunAt))
      .limit(mostDue),
  )
}
