import { eq, sql } from 'drizzle-orm'
import type { Database, Executor } from '../database/database.ts'
import { serverId } from '../database/server-id.ts'
import { sweepSeenKeys } from '../deliveries/sweep-seen-keys.ts'
import { sweepQuarantine } from '../quarantine/sweep-quarantine.ts'
import { sweepMarks } from '../schema/index.ts'

const day = 86_400_000
/** It is swept once a day, and a server may be off for another. */
const longestGap = 2 * day
/** How far a clock that jumped is followed each time: a server that was off for long is even again in days. */
const step = 7 * day

/**
 * Deletes what is over: keys of repetitions, quarantined deliveries, notifications, copies of people's data, what
 * closed requests named people by, digests of the calls of their erasures and what tells the echoes of these, calls
 * that asked for an erasure, and entries of the suppression list. To be called once a day.
 *
 * A clock that is far ahead would delete what is needed, so nothing is deleted while it disagrees with
 * the database's, or has moved further since the last time than it can have. Then the time of the last
 * sweep moves on by a week, so that a clock that was right after all is believed in the end.
 *
 * @returns whether it was swept
 */
export async function sweep(database: Database, now: Date): Promise<boolean> {
  if (!(await database.transaction(executor => mayBeRight(executor, now)))) return false
  await sweepSeenKeys(database, now)
  await sweepQuarantine(database, now)
  // A start does not load what is needed once a day.
  const { sweepRequestKeys } = await import('../requests/sweep-request-keys.ts')
  await sweepRequestKeys(database, now)
  // After the keys: what they alone could check goes the same day.
  const { sweepTaskCalls } = await import('../redactions/sweep-task-calls.ts')
  await sweepTaskCalls(database)
  const { sweepReferences } = await import('../redactions/sweep-references.ts')
  await sweepReferences(database, now)
  const { sweepExports } = await import('../exports/sweep-exports.ts')
  await sweepExports(database, now)
  const { sweepNotifications } = await import('../notifications/sweep-notifications.ts')
  await sweepNotifications(database, now)
  const { sweepRedactionCalls } = await import('../redactions/sweep-redaction-calls.ts')
  await sweepRedactionCalls(database, now)
  const { sweepSuppressions } = await import('../suppressions/sweep-suppressions.ts')
  await sweepSuppressions(database, now)
  return true
}

async function mayBeRight(executor: Executor, now: Date): Promise<boolean> {
  const [found] = await executor
    .select({
      sweptAt: sweepMarks.sweptAt,
      databaseTime: sql<number>`extract(epoch from now())::float8 * 1000`,
    })
    .from(sweepMarks)
    .where(eq(sweepMarks.controllerId, serverId))
    .for('update')
  if (found === undefined) throw new TypeError('the mark of the sweeps is gone')
  if (now.getTime() - found.databaseTime > day) return false
  const gap = now.getTime() - found.sweptAt.getTime()
  const isRight = gap <= longestGap
  const sweptAt = isRight ? now : new Date(found.sweptAt.getTime() + Math.min(step, gap))
  await executor.update(sweepMarks).set({ sweptAt }).where(eq(sweepMarks.controllerId, serverId))
  return isRight
}
