import { isUuid } from '@conduit/privacy'
import { and, count, desc, eq, getTableColumns, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Database } from '../database/database.ts'
import { type Page, type PageRequest, readPage } from './page.ts'

/** A table whose rows are listed by their id, the newest first. */
interface Listed {
  readonly controllerId: PgColumn
  readonly id: PgColumn
}

/**
 * Lists rows of a table, the newest first.
 *
 * @param where conditions beside the controllers
 * @param nodesOf makes nodes of rows
 */
export async function listById<Table extends PgTable & Listed, Node>(
  database: Database,
  table: Table,
  controllerIds: readonly string[],
  where: readonly (SQL | undefined)[],
  request: PageRequest,
  nodesOf: (rows: readonly Table['$inferSelect'][]) => Promise<readonly Node[]> | readonly Node[],
): Promise<Page<Node>> {
  const mine = and(ofControllers(table.controllerId, controllerIds), ...where)
  return await readPage<Table['$inferSelect'], Node>(request, {
    read: async (limit, after) => {
      const behind = after === null ? undefined : lt(table.id, after[0])
      const rows = await database.run(executor =>
        executor
          .select(getTableColumns(table as PgTable))
          .from(table as PgTable)
          .where(and(mine, behind))
          .orderBy(desc(table.id))
          .limit(limit),
      )
      return rows as Table['$inferSelect'][]
    },
    keyOf: row => [String(Reflect.get(row, 'id'))],
    nodesOf,
    count: () => countRows(database, table, mine),
  })
}

/** Counts rows. */
export async function countRows(
  database: Database,
  table: PgTable,
  where: SQL | undefined,
): Promise<number> {
  const [row] = await database.run(executor =>
    executor.select({ count: count() }).from(table).where(where),
  )
  return row?.count ?? 0
}

/** Rows of these controllers only. The ids come from outside: what is no UUID has no rows. */
export function ofControllers(column: PgColumn, controllerIds: readonly string[]): SQL {
  return inArray(column, controllerIds.filter(isUuid))
}

/**
 * Rows with this value, if one is asked for. It may come from outside: a text with U+0000, which
 * PostgreSQL refuses even in a question, has no rows.
 */
export function ifGiven(column: PgColumn, value: string | null | undefined): SQL | undefined {
  if (value == null) return undefined
  return value.includes('\0') ? sql`false` : eq(column, value)
}
