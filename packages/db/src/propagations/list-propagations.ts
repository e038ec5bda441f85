import { and, desc, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { grouped } from '../lists/grouped.ts'
import { ifGiven, listById, ofControllers } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { membersOf } from '../people/subject-members.ts'
import { consentPropagations } from '../schema/index.ts'
import type { RowRef } from '../schema/row-ref.ts'
import type { PropagationNode } from './propagation-node.ts'

/** Which propagations. */
export interface PropagationFilter {
  readonly controllerId: string
  /** Of this person, with those who were merged with it. */
  readonly subjectId?: string | undefined
  readonly integrationId?: string | undefined
  readonly outcome?: PropagationNode['outcome'] | null | undefined
  /** Those of which something is still to be done, or those that are closed. */
  readonly isOpen?: boolean | null | undefined
}

/** What platforms are told, what was asked for last first. */
export async function listPropagations(
  database: Database,
  { controllerId, subjectId, integrationId, outcome, isOpen }: PropagationFilter,
  request: PageRequest,
): Promise<Page<PropagationNode>> {
  const table = consentPropagations
  const members =
    subjectId === undefined
      ? null
      : await database.run(executor => membersOf(executor, [controllerId], [subjectId]))
  const where = [
    members === null
      ? undefined
      : inArray(
          table.subjectId,
          members.map(({ id }) => id),
        ),
    ifGiven(table.integrationId, integrationId),
    ifGiven(table.outcome, outcome),
    isOpen == null ? undefined : isOpen ? isNotNull(table.nextAt) : isNull(table.nextAt),
  ]
  return await listById(database, table, [controllerId], where, request, rows => rows)
}

/** Of each member so many of the newest. */
const mostOfMember = 100

/** What platforms are told of people, by who stands for each; what was asked for last first. */
export async function propagationsOf(
  database: Database,
  people: readonly RowRef[],
): Promise<ReadonlyMap<string, readonly PropagationNode[]>> {
  const controllerIds = [...new Set(people.map(({ controllerId }) => controllerId))]
  const table = consentPropagations
  return await database.run(async executor => {
    const ids = people.map(({ id }) => id)
    const members = await membersOf(executor, controllerIds, ids)
    const roots = new Map(members.map(({ id, root }) => [id, root]))
    const isTheirs = and(
      ofControllers(table.controllerId, controllerIds),
      inArray(table.subjectId, [...roots.keys()]),
    )
    const place = sql<number>`row_number() over (
      partition by ${table.controllerId}, ${table.subjectId} order by ${table.id} desc)`
    const placed = executor
      .select({ id: table.id, place: place.as('place') })
      .from(table)
      .where(isTheirs)
      .as('placed')
    const newest = executor
      .select({ id: placed.id })
      .from(placed)
      .where(lte(placed.place, mostOfMember))
    const rows = await executor
      .select()
      .from(table)
      .where(and(isTheirs, inArray(table.id, newest)))
      .orderBy(desc(table.id))
    return grouped(rows, ({ subjectId }) => roots.get(subjectId) ?? subjectId)
  })
}
