import { and, eq, inArray } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { membersOf } from '../people/subject-members.ts'
import { platformRefs } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'

/** The integrations at which proven events named an object of people, by who stands for each. */
export async function verifiedPlaces(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const controllerIds = [...new Set(people.map(({ controllerId }) => controllerId))]
  const { controllerId, subjectId, integrationId, isVerified } = platformRefs
  return await database.run(async executor => {
    const ids = people.map(({ id }) => id)
    const members = await membersOf(executor, controllerIds, ids)
    const roots = new Map(members.map(({ id, root }) => [id, root]))
    const rows = await executor
      .selectDistinct({ subjectId, integrationId })
      .from(platformRefs)
      .where(
        and(
          ofControllers(controllerId, controllerIds),
          inArray(subjectId, [...roots.keys()]),
          eq(isVerified, true),
        ),
      )
    const placed = grouped(rows, row => roots.get(row.subjectId) ?? row.subjectId)
    return new Map([...placed].map(([id, found]) => [id, found.map(row => row.integrationId)]))
  })
}
