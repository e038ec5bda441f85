import { inArray } from 'drizzle-orm'
import type { Database } from '../database/database.ts'
import { ifGiven, listById } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { quarantine } from '../schema/index.ts'

/** A quarantined delivery, without what it holds. */
export type QuarantineNode = Omit<(typeof quarantine)['$inferSelect'], 'sealed'>

/** Quarantined deliveries without what they hold, the newest first. */
export async function listQuarantine(
  database: Database,
  filter: {
    readonly controllerIds: readonly string[]
    readonly ids?: readonly string[] | undefined
    readonly integrationId?: string | null | undefined
  },
  request: PageRequest,
): Promise<Page<QuarantineNode>> {
  const { ids, integrationId } = filter
  const where = [
    ids === undefined ? undefined : inArray(quarantine.id, [...ids]),
    ifGiven(quarantine.integrationId, integrationId),
  ]
  return await listById(database, quarantine, filter.controllerIds, where, request, rows =>
    rows.map(({ sealed: _sealed, ...row }) => row),
  )
}
