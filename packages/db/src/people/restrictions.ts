import { and, asc, inArray } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { subjectRestrictions } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { membersOf } from './subject-members.ts'

/** From when to when a person's data might only be kept, and why. */
export type Restriction = Pick<
  (typeof subjectRestrictions)['$inferSelect'],
  'restrictedAt' | 'liftedAt' | 'reason'
>

/** The restrictions of people, by who stands for each; the first one comes first. */
export async function restrictionsOf(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly Restriction[]>> {
  const controllerIds = [...new Set(people.map(({ controllerId }) => controllerId))]
  const table = subjectRestrictions
  return await database.run(async executor => {
    const ids = people.map(({ id }) => id)
    const members = await membersOf(executor, controllerIds, ids)
    const roots = new Map(members.map(({ id, root }) => [id, root]))
    const rows = await executor
      .select()
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.subjectId, [...roots.keys()]),
        ),
      )
      .orderBy(asc(table.restrictedAt))
    return grouped(rows, ({ subjectId }) => roots.get(subjectId) ?? subjectId)
  })
}

/** Was a person restricted at a moment? */
export function isRestrictedAt(restrictions: readonly Restriction[], at: Date): boolean {
  return restrictions.some(
    ({ restrictedAt, liftedAt }) => restrictedAt <= at && (liftedAt === null || at < liftedAt),
  )
}
