import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Executor } from '../database/database.ts'
import { lockHolds } from '../database/hold-locks.ts'
import { legalHolds } from '../schema/index.ts'
import { membersOf } from './subject-members.ts'

/**
 * Has the next sweep begin anew at the integrations that brought something of these people: what a hold
 * kept of them lies behind the marks.
 */
export async function goBackFor(
  executor: Executor,
  controllerId: string,
  subjectIds: readonly string[],
): Promise<void> {
  // A batch that is under way would put the marks where they were.
  await lockHolds(executor, controllerId)
  const members = await membersOf(executor, [controllerId], subjectIds)
  const ids = `{${members.map(({ id }) => id).join(',')}}`
  await executor.execute(sql`delete from retention_marks
    where controller_id = ${controllerId}::uuid and integration_id in (
      select integration_id from processing_activities
        where controller_id = ${controllerId}::uuid and subject_id = any(${ids}::uuid[])
      union
      select activity.integration_id from activity_subjects tie
        join processing_activities activity on activity.controller_id = tie.controller_id
          and activity.id = tie.activity_id
        where tie.controller_id = ${controllerId}::uuid and tie.subject_id = any(${ids}::uuid[])
    )`)
}

/**
 * The same for people who were one and are not any more: what one of them is held for is not held of the
 * others any more.
 */
export async function goBackIfHeld(
  executor: Executor,
  controllerId: string,
  subjectIds: readonly string[],
): Promise<void> {
  const [held] = await executor
    .select({ id: legalHolds.id })
    .from(legalHolds)
    .where(
      and(
        eq(legalHolds.controllerId, controllerId),
        isNull(legalHolds.settledAt),
        isNotNull(legalHolds.subjectId),
      ),
    )
    .limit(1)
  if (held !== undefined) await goBackFor(executor, controllerId, subjectIds)
}
