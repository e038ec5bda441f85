import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { dataSubjectRequestEvents, dataSubjectRequests } from '../schema/index.ts'
import { noteRequestEvents } from './request-events.ts'

const kind = 'answered_unchecked'
const job = { type: 'job', id: null } as const
const mostAtOnce = 500

/**
 * Notes which requests were answered though nobody had checked who asks, each once. To be called once a day.
 * @returns how many were noted
 */
export async function noteUnchecked(database: Database, now: Date): Promise<number> {
  for (let noted = 0; ; ) {
    const fresh = await database.maintenance(async executor => {
      const { controllerId, id, scope, status, verifiedAt } = dataSubjectRequests
      const events = dataSubjectRequestEvents
      const rows = await executor
        .select({ controllerId, id })
        .from(dataSubjectRequests)
        .where(
          and(
            inArray(status, ['completed', 'partially_completed']),
            eq(scope, 'person'),
            isNull(verifiedAt),
            sql`not exists (select from ${events} where ${events.controllerId} = ${controllerId}
              and ${events.requestId} = ${id} and ${events.kind} = ${kind})`,
          ),
        )
        .orderBy(asc(controllerId), asc(id))
        .limit(mostAtOnce)
      const unchecked = rows.map(request => ({
        request,
        at: now,
        kind,
        actor: job,
        once: 'closed',
      }))
      return (await noteRequestEvents(executor, unchecked)).length
    })
    noted += fresh
    if (fresh < mostAtOnce) return noted
  }
}
