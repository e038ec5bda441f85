import { and, asc, inArray, lte } from 'drizzle-orm'
import { writeAudit } from '../audit/write-audit.ts'
import type { Database } from '../database/database.ts'
import { movePeopleEpoch } from '../people/people-epoch.ts'
import { suppressionHits, suppressions } from '../schema/index.ts'

const job = { type: 'job', id: null } as const
const mostAtOnce = 1_000
const keptHours = 90 * 24
const hour = 3_600_000

/**
 * Takes entries from the list whose time is over, and forgets in which hours entries were shown long ago.
 * @returns how many entries
 */
export async function sweepSuppressions(database: Database, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptHours * hour)
  await database.maintenance(executor =>
    executor.delete(suppressionHits).where(lte(suppressionHits.hour, before)),
  )
  for (let swept = 0; ; ) {
    const some = await sweepSome(database, now)
    swept += some
    if (some < mostAtOnce) return swept
  }
}

async function sweepSome(database: Database, now: Date): Promise<number> {
  const { controllerId, id, expiresAt } = suppressions
  const over = await database.run(executor =>
    executor
      .select({ controllerId, id })
      .from(suppressions)
      .where(lte(expiresAt, now))
      .orderBy(asc(expiresAt))
      .limit(mostAtOnce),
  )
  for (const owner of new Set(over.map(each => each.controllerId))) {
    const ids = over.flatMap(each => (each.controllerId === owner ? [each.id] : []))
    await database.maintenance(async executor => {
      await movePeopleEpoch(executor, owner)
      // Somebody may have given it another time meanwhile.
      const ended = await executor
        .delete(suppressions)
        .where(and(inArray(controllerId, [owner]), inArray(id, ids), lte(expiresAt, now)))
        .returning({ id })
      if (ended.length === 0) return
      await writeAudit(executor, {
        ...{ at: now, controllerId: owner, actor: job, action: 'suppression.expired' },
        ...{ objectType: 'suppression', objectId: null, details: { count: ended.length } },
      })
    })
  }
  return over.length
}
