import { inArray, type SQL, sql } from 'drizzle-orm'
import type { dataExports, redactions } from '../schema/index.ts'

const mostOfRequest = 20

/**
 * Ids of what was made for these requests: twenty of each at most, the newest. To be compared with by
 * `inArray`.
 */
export function newestOfRequests(
  table: typeof dataExports | typeof redactions,
  controllerIds: readonly string[],
  requestIds: readonly string[],
): SQL {
  const ofRequests = `{${requestIds.join(',')}}`
  return sql`(select newest.id from unnest(${ofRequests}::uuid[]) as given(id)
    cross join lateral (select made.id from ${table} made
      where ${inArray(sql`made.controller_id`, [...controllerIds])} and made.request_id = given.id
      order by made.id desc limit ${mostOfRequest}) newest)`
}
