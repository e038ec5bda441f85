import { desc, eq } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { consentEvents } from '../schema/index.ts'
import { consentsOf } from './consents-of.ts'

const mostStatements = 1000

/** How many consents platforms see differently, of those who said the last thousand things. */
export async function recentConflicts(database: Database, controllerId: string): Promise<number> {
  return await database.run(async executor => {
    const newest = await executor
      .select({ subjectId: consentEvents.subjectId })
      .from(consentEvents)
      .where(eq(consentEvents.controllerId, controllerId))
      .orderBy(desc(consentEvents.id))
      .limit(mostStatements)
    const ids = new Set(newest.map(({ subjectId }) => subjectId))
    const people = await consentsOf(executor, [controllerId], [...ids])
    return [...people.values()].flat().filter(({ isConflict }) => isConflict).length
  })
}
