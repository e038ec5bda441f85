import { and, asc, desc, inArray, sql } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { rowsOf } from '../database/statement.ts'
import { ofControllers } from '../lists/list-by-id.ts'
import { newestOfRequests } from '../lists/newest-of-requests.ts'
import { incompleteCopies, unreadCopies } from '../requests/copies-in-need.ts'
import { dataExportSources, dataExports } from '../schema/index.ts'

type Row = (typeof dataExports)['$inferSelect']
type Source = (typeof dataExportSources)['$inferSelect']

/** A copy of a person's data; what is in it is not shown with it. */
export type ExportNode = Omit<
  Row,
  'members' | 'tokens' | 'wrapped' | 'linkHash' | 'version' | 'nextRunAt'
>

/** What became of one integration of it. */
export type ExportSourceNode = Pick<
  Source,
  | 'controllerId'
  | 'exportId'
  | 'integrationId'
  | 'outcome'
  | 'reason'
  | 'documents'
  | 'leftOut'
  | 'records'
  | 'recordsLeftOut'
>

/** A row as it is shown. */
export function shownExport(row: Row): ExportNode {
  const { members: _m, tokens: _t, wrapped: _w, linkHash: _l, ...rest } = row
  const { version: _v, nextRunAt: _n, ...shown } = rest
  return shown
}

/** Copies by their ids. */
export async function exportsById(
  database: Database,
  controllerIds: readonly string[],
  ids: readonly string[],
): Promise<readonly ExportNode[]> {
  const table = dataExports
  const rows = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(and(ofControllers(table.controllerId, controllerIds), inArray(table.id, [...ids]))),
  )
  return rows.map(shownExport)
}

/** The copies of each of these requests, the newest first; twenty of each at most. */
export async function exportsOfRequests(
  database: Database,
  controllerIds: readonly string[],
  requestIds: readonly string[],
): Promise<readonly ExportNode[]> {
  const table = dataExports
  const newest = newestOfRequests(table, controllerIds, requestIds)
  const rows = await database.run(executor =>
    executor
      .select()
      .from(table)
      .where(and(ofControllers(table.controllerId, controllerIds), inArray(table.id, newest)))
      .orderBy(desc(table.id)),
  )
  return rows.map(shownExport)
}

/** The sources of copies, in the order in which their integrations were added. */
export async function sourcesOfExports(
  database: Database,
  controllerIds: readonly string[],
  exportIds: readonly string[],
): Promise<readonly ExportSourceNode[]> {
  const table = dataExportSources
  return await database.run(executor =>
    executor
      .select({
        ...{ controllerId: table.controllerId, exportId: table.exportId, reason: table.reason },
        ...{ integrationId: table.integrationId, outcome: table.outcome, leftOut: table.leftOut },
        ...{ documents: table.documents, records: table.records },
        recordsLeftOut: table.recordsLeftOut,
      })
      .from(table)
      .where(
        and(
          ofControllers(table.controllerId, controllerIds),
          inArray(table.exportId, [...exportIds]),
        ),
      )
      .orderBy(asc(table.integrationId)),
  )
}

/** Copies that need somebody: the newest of each request, of the last thirty days. */
export interface ExportStats {
  /** It failed, or an integration of it did. */
  readonly incomplete: number
  /** Its time is over, and nobody has had it. */
  readonly unread: number
}

/** Counts them. */
export async function exportStats(
  database: Database,
  controllerId: string,
  at: Date,
): Promise<ExportStats> {
  const controller = sql`${controllerId}::uuid`
  const now = sql`${at.toISOString()}::timestamptz`
  const query = sql`select
    (select count(*) from (${incompleteCopies(controller, now)}) incomplete)::int as incomplete,
    (select count(*) from (${unreadCopies(controller, now)}) unread)::int as unread`
  const [row] = rowsOf<ExportStats>(await database.run(executor => executor.execute(query)))
  return row ?? { incomplete: 0, unread: 0 }
}

/** Is its time over, though nobody has swept it yet? */
export function isOver({ status, expiresAt }: Pick<ExportNode, 'status' | 'expiresAt'>, now: Date) {
  return status === 'ready' && expiresAt !== null && expiresAt <= now
}
