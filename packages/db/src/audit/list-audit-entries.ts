import type { Database } from '../database/database.ts'
import { ifGiven, listById } from '../lists/list-by-id.ts'
import type { Page, PageRequest } from '../lists/page.ts'
import { auditEntries } from '../schema/index.ts'

/** An audit entry. */
export type AuditNode = (typeof auditEntries)['$inferSelect']

/** Audit entries, the newest first. Those of the server itself have the nil UUID as controller. */
export async function listAuditEntries(
  database: Database,
  filter: {
    readonly controllerIds: readonly string[]
    readonly action?: string | null | undefined
    readonly objectId?: string | null | undefined
  },
  request: PageRequest,
): Promise<Page<AuditNode>> {
  const { controllerIds, action, objectId } = filter
  const where = [ifGiven(auditEntries.action, action), ifGiven(auditEntries.objectId, objectId)]
  return await listById(database, auditEntries, controllerIds, where, request, rows => rows)
}
