import { and, asc, inArray, isNull } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { subjectAliases } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { shortNameOf } from './short-name.ts'
import { membersOf } from './subject-members.ts'

/** A subject that was merged into another one. */
export interface MergedSubject extends RowRef {
  readonly shortName: string
  readonly mergedAt: Date
}

/** Who was merged into these people, by who stands for each; who came first stands first. */
export async function mergedInto(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly MergedSubject[]>> {
  const controllerIds = [...new Set(people.map(({ controllerId }) => controllerId))]
  const table = subjectAliases
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
          isNull(table.separatedAt),
        ),
      )
      .orderBy(asc(table.mergedAt), asc(table.subjectId))
    const merged = rows.map(({ controllerId, subjectId: id, mergedAt }) => {
      return { controllerId, id, shortName: shortNameOf(id), mergedAt }
    })
    return grouped(merged, ({ id }) => roots.get(id) ?? id)
  })
}
