import { and, asc, eq, lte } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataSubjectRequests, redactions } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

const mostDue = 100

/** Redactions of which something is to be done now, of all controllers; whose request is due first comes first. */
export async function dueRedactions(database: Database, now: Date): Promise<readonly RowRef[]> {
  const { controllerId, id, requestId, nextRunAt } = redactions
  const requests = dataSubjectRequests
  return await database.run(executor =>
    executor
      .select({ controllerId, id })
      .from(redactions)
      .innerJoin(requests, and(eq(requests.controllerId, controllerId), eq(requests.id, requestId)))
      .where(lte(nextRunAt, now))
      .orderBy(asc(requests.dueAt), asc(id))
      .limit(mostDue),
  )
}
