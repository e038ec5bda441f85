import { and, desc, getTableColumns, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { countRows, ofControllers } from '../lists/list-by-id.ts'
import { type Page, type PageRequest, readPage } from '../lists/page.ts'
import { dataControllers } from '../schema/index.ts'

/** A data controller; its salt stays where it is. */
export type ControllerNode = Omit<(typeof dataControllers)['$inferSelect'], 'salt'>

/**
 * Data controllers, the newest first.
 * @param controllerIds those that may be seen; null: all
 */
export async function listControllers(
  database: Database,
  controllerIds: readonly string[] | null,
  request: PageRequest,
): Promise<Page<ControllerNode>> {
  const { salt: _salt, ...columns } = getTableColumns(dataControllers)
  const { controllerId } = dataControllers
  const mine = controllerIds === null ? undefined : ofControllers(controllerId, controllerIds)
  return await readPage<ControllerNode, ControllerNode>(request, {
    read: (limit, after) =>
      database.run(executor =>
        executor
          .select(columns)
          .from(dataControllers)
          .where(and(mine, after === null ? undefined : sql`${controllerId} < ${after[0]}::uuid`))
          .orderBy(desc(controllerId))
          .limit(limit),
      ),
    keyOf: row => [row.controllerId],
    nodesOf: rows => rows,
    count: () => countRows(database, dataControllers, mine),
  })
}
