import type { Database } from '../client.ts'
import { quarantine } from '../schema/index.ts'
import { ifGiven, listById } from './by-id.ts'
import type { Page, PageRequest } from './page.ts'

/** A quarantined delivery, without what it holds. */
export type QuarantineNode = Omit<(typeof quarantine)['$inferSelect'], 'sealed'>

/** Quarantined deliveries without what they hold, the newest first. */
export async function listQuarantine(
  database: Database,
  filter: {
    readonly controllerIds: readonly string[]
    readonly integrationId?: string | null | undefined
  },
  request: PageRequest,
): Promise<Page<QuarantineNode>> {
  const where = [ifGiven(quarantine.integrationId, filter.integrationId)]
  return await listById(database, quarantine, filter.controllerIds, where, request, rows =>
    rows.map(({ sealed: _sealed, ...row }) => row),
  )
}
